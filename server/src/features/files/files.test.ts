import { createHash, randomBytes } from 'node:crypto'
import { request } from 'node:http'

import type { CopiedFile, FilePage, FileUse, ProjectFile, Upload } from '@axiom/shared/contracts/files'
import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import { createDocumentStore } from '@axiom/shared/document/store'
import type { Problem } from '@axiom/shared/errors'
import { specFor } from '@axiom/shared/widgets/registry'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { startS3, type TestS3 } from '../../../test/startS3.ts'
import { append, begin, download, upload } from '../../../test/uploading.ts'

const MB = 1024 * 1024

describe.each(['disk', 's3'] as const)('files of a project, on %s', (kind) => {
  let s3: TestS3 | null = null
  let server: TestServer
  let owner: Client
  let projectId: string
  let path: string

  beforeAll(async () => {
    s3 = kind === 's3' ? await startS3() : null
    const store = s3 && {
      S3_BUCKET: s3.options.bucket,
      S3_ENDPOINT: s3.options.endpoint,
      S3_ACCESS_KEY_ID: s3.options.accessKeyId,
      S3_SECRET_ACCESS_KEY: s3.options.secretAccessKey,
    }
    server = await createTestServer({ env: { ...store, FILES_MAX_MB: '20', FILES_QUOTA_MB: '60' } })
    owner = await server.register('Owner')
    const { body } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Nursery' })
    projectId = body.id
    path = `/api/projects/${projectId}/files`
  })
  afterAll(async () => {
    await server.close()
    await s3?.close()
  })

  const list = async (query = ''): Promise<FilePage> => (await owner.call<FilePage>('GET', path + query)).body
  const get = async (id: string): Promise<ProjectFile> => (await owner.call<ProjectFile>('GET', `${path}/${id}`)).body
  const put = async (name: string, bytes: string | Uint8Array): Promise<ProjectFile> => {
    const { status, body } = await upload(owner.call, { path, name, bytes })
    expect([status, body.offset]).toEqual([201, body.size])
    return get(body.id)
  }

  it('[F2] come in one request, with their hash as ETag, and are listed', async () => {
    const file = await put('Preise 2026.txt', 'Salix caprea 12,50 €')
    expect(file).toMatchObject({ name: 'Preise 2026.txt', type: 'text/plain', size: 22, state: 'ready' })
    const { status, bytes, headers } = await download(server, file.url)
    expect([status, bytes.toString()]).toEqual([200, 'Salix caprea 12,50 €'])
    const hash = createHash('sha256').update('Salix caprea 12,50 €').digest('base64url')
    expect(headers.get('etag')).toBe(`"${hash}"`)
    expect(
      (await download(server, file.url, { 'if-none-match': `"${hash}"`, 'cache-control': 'max-age=0' })).status,
    ).toBe(304)
    const { data, meta } = await list('?search=preise')
    expect(data.map(({ id }) => id)).toEqual([file.id])
    expect(meta.usage).toMatchObject({ files: 1, bytes: 22, quota: 60 * MB, maxSize: 20 * MB })
  })

  it('[F2] come in pieces, of which each must follow the last', async () => {
    const bytes = randomBytes(9 * MB + 17)
    const { headers, body } = await begin(owner.call, { path, name: 'large.bin', bytes })
    const at = headers.get('location') ?? ''
    expect(at).toBe(`${path}/uploads/${body.id}`)
    expect((await append(owner.call, at, 0, bytes.subarray(0, 5 * MB))).headers.get('upload-offset')).toBe(
      String(5 * MB),
    )
    const wrong = await append(owner.call, at, 0, bytes.subarray(0, MB))
    expect([wrong.status, wrong.body['code']]).toEqual([409, 'conflict'])
    expect((await append(owner.call, at, 6 * MB, bytes.subarray(6 * MB))).status).toBe(409)
    const head = await fetch(server.url + at, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${owner.session.accessToken}`, 'tus-resumable': '1.0.0' },
    })
    expect([head.status, head.headers.get('upload-offset'), head.headers.get('cache-control')]).toEqual([
      200,
      String(5 * MB),
      'no-store',
    ])
    expect((await owner.call('GET', `${path}/${body.id}`)).status).toBe(404)
    expect((await append(owner.call, at, 5 * MB, bytes.subarray(5 * MB))).status).toBe(204)
    const file = await get(body.id)
    expect((await download(server, file.url)).bytes.equals(bytes)).toBe(true)
    // Everything of it is whole: no part stays behind.
    if (s3) expect(s3.keys().filter((key) => key.includes('part-'))).toEqual([])
  })

  it('[F2] of a line that breaks keep what has come', async () => {
    const bytes = randomBytes(7 * MB)
    const { headers } = await begin(owner.call, { path, name: 'broken.bin', bytes })
    const at = headers.get('location') ?? ''
    await sendAndBreak(server, owner, at, bytes.subarray(0, 6 * MB))
    const offset = await vi.waitFor(async () => {
      const { body } = await owner.call<Upload>('GET', at)
      expect(body.offset).toBe(6 * MB)
      return body.offset
    })
    expect((await append(owner.call, at, offset, bytes.subarray(offset))).status).toBe(204)
    const { body } = await owner.call<Upload>('GET', at)
    expect((await download(server, (await get(body.id)).url)).bytes.equals(bytes)).toBe(true)
  })

  it('[F2] of two that send the same bytes, one counts', async () => {
    const bytes = randomBytes(6 * MB)
    const { headers } = await begin(owner.call, { path, name: 'twice.bin', bytes })
    const at = headers.get('location') ?? ''
    const answers = await Promise.all([0, 1].map(() => append(owner.call, at, 0, bytes.subarray(0, 5 * MB))))
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409])
    expect((await append(owner.call, at, 5 * MB, bytes.subarray(5 * MB))).status).toBe(204)
    const { body } = await owner.call<Upload>('GET', at)
    expect((await download(server, (await get(body.id)).url)).bytes.equals(bytes)).toBe(true)
  })

  it('[F2] may be empty, and can be given up', async () => {
    expect(await put('empty.txt', '')).toMatchObject({ size: 0, type: 'text/plain' })
    const before = (await list()).meta.usage
    const { headers, body } = await begin(owner.call, { path, name: 'never.bin', bytes: randomBytes(1_000) })
    expect((await list()).meta.usage.bytes).toBe(before.bytes + 1_000)
    expect((await owner.call('DELETE', headers.get('location') ?? '')).status).toBe(204)
    expect((await list()).meta.usage).toEqual(before)
    expect((await owner.call('GET', `${path}/uploads/${body.id}`)).status).toBe(404)
  })

  it('[F5] are read in ranges', async () => {
    const { url } = await put('digits.txt', '0123456789')
    const part = async (range: string, more = {}): Promise<[number, string, string | null]> => {
      const { status, bytes, headers } = await download(server, url, { range, ...more })
      return [status, bytes.toString(), headers.get('content-range')]
    }
    expect(await part('bytes=2-4')).toEqual([206, '234', 'bytes 2-4/10'])
    expect(await part('bytes=0-0')).toEqual([206, '0', 'bytes 0-0/10'])
    expect(await part('bytes=7-')).toEqual([206, '789', 'bytes 7-9/10'])
    expect(await part('bytes=-3')).toEqual([206, '789', 'bytes 7-9/10'])
    expect(await part('bytes=5-100')).toEqual([206, '56789', 'bytes 5-9/10'])
    expect((await part('bytes=10-'))[0]).toBe(416)
    expect((await part('bytes=1-2,4-5'))[0]).toBe(200)
    expect((await part('bytes=1-2', { 'if-range': '"other"' }))[0]).toBe(200)
    const head = await fetch(server.url + url, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-length'), head.headers.get('accept-ranges')]).toEqual([
      200,
      '10',
      'bytes',
    ])
  })

  it('[F9] of pictures have smaller ones, turned upright, without what the camera wrote', async () => {
    const exif = { IFD0: { Copyright: 'Mara Salix' }, IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1' } }
    const bytes = await sharp({ create: { width: 1_200, height: 800, channels: 3, background: '#3b7a57' } })
      .withExif(exif)
      .withMetadata({ orientation: 6 })
      .withExif({ ...exif, IFD0: { ...exif.IFD0, Orientation: '6' } })
      .jpeg()
      .toBuffer()
    expect((await sharp(bytes).metadata()).exif).toBeDefined()
    const { id } = await put('tree.JPG', bytes)
    const file = await vi.waitFor(async () => {
      const found = await get(id)
      expect(found.variants).toEqual(['small', 'medium', 'large'])
      return found
    })
    expect([file.type, file.width, file.height]).toEqual(['image/jpeg', 800, 1_200])
    const small = await download(server, `${file.url}?variant=small`)
    expect(small.headers.get('content-type')).toBe('image/webp')
    const read = await sharp(small.bytes).metadata()
    expect([read.width, read.height, read.exif]).toEqual([107, 160, undefined])
    expect(small.headers.get('etag')).not.toBe((await download(server, file.url)).headers.get('etag'))
  })

  it('[F9] that claim to be pictures stay files', async () => {
    const broken = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), randomBytes(2_000)])
    const { url, type } = await put('broken.png', broken)
    const { status, bytes } = await download(server, `${url}?variant=small`)
    expect([type === 'image/png' || type === 'application/octet-stream', status, bytes.length]).toEqual([
      true,
      200,
      2_008,
    ])
  })

  it('[F3] are refused when they are too large, or the room is full', async () => {
    const large = await begin(owner.call, { path, name: 'huge.bin', bytes: new Uint8Array(20 * MB + 1) })
    expect([large.status, (large.body as unknown as Problem).code]).toEqual([413, 'too_large'])
    const started: string[] = []
    let last = 201
    for (let i = 0; i < 4 && last === 201; i++) {
      const { status, headers } = await begin(owner.call, { path, name: 'fill.bin', bytes: new Uint8Array(19 * MB) })
      last = status
      if (status === 201) started.push(headers.get('location') ?? '')
    }
    expect([last, started.length]).toEqual([413, 1])
    for (const location of started) await owner.call('DELETE', location)
    const more = await begin(owner.call, { path, name: 'x.bin', bytes: '12345' })
    const tooMuch = await append(owner.call, more.headers.get('location') ?? '', 0, '123456')
    expect([tooMuch.status, tooMuch.body['code']]).toEqual([413, 'too_large'])
  })

  it('[F5] know where they are shown, and go when somebody deletes them', async () => {
    const file = await put('logo.txt', 'a picture, nearly')
    await server.edit(projectId, (doc, origin) => {
      const store = createDocumentStore(doc)
      const parentId = store.getScreens()[0]?.id ?? ''
      store.dispose()
      const spec = specFor('image')
      insertNodes(doc, { parentId, nodes: [{ ...spec, props: { ...spec.props, src: file.url } }] }, origin)
    })
    const uses = async () => (await owner.call<{ data: FileUse[] }>('GET', `${path}/${file.id}/uses`)).body.data
    expect(await uses()).toMatchObject([{ env: 'draft', nodeName: 'Image' }])
    await owner.call('POST', `/api/projects/${projectId}/publish`, {})
    expect((await uses()).map(({ env }) => env)).toEqual(['draft', 'live'])

    const before = (await list()).meta.usage
    expect((await owner.call('DELETE', `${path}/${file.id}`)).status).toBe(204)
    expect((await download(server, file.url)).status).toBe(404)
    expect((await list()).meta.usage.bytes).toBe(before.bytes - file.size)
    if (s3) expect(s3.keys().filter((key) => key.includes(file.id))).toEqual([])
  })

  it('[F5] of another project become own ones, which stay when that is deleted', async () => {
    const { body: other } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Source' })
    const theirs = `/api/projects/${other.id}/files`
    const { body: file } = await upload(owner.call, { path: theirs, name: 'logo.txt', bytes: 'a logo' })
    const files = [
      { projectId: other.id, fileId: file.id },
      { projectId: other.id, fileId: 'gone' },
    ]
    const copied = await owner.call<{ data: CopiedFile[] }>('POST', `${path}/copies`, { files })
    expect(copied.status).toBe(201)
    expect(copied.body.data).toEqual([{ projectId: other.id, fileId: file.id, copyId: expect.any(String) }])
    await owner.call('DELETE', `/api/projects/${other.id}`)
    const own = await get(copied.body.data[0]?.copyId ?? '')
    expect((await download(server, own.url)).bytes.toString()).toBe('a logo')
    expect((await owner.call('POST', `${path}/copies`, { files })).body).toEqual({ data: [] })
    expect((await server.anonymous('POST', `${path}/copies`, { files })).status).toBe(401)
    expect((await owner.call('POST', `${path}/copies`, { files: [] })).status).toBe(400)
  })

  it('[F5] are for members of their own project', async () => {
    const file = await put('own.txt', 'own')
    const { body: pending } = await begin(owner.call, { path, name: 'pending.txt', bytes: 'pending' })
    const stranger = await server.register(`Stranger ${kind}`.replace(' ', ''))
    const { body: other } = await stranger.call<{ id: string }>('POST', '/api/projects', { name: 'Other' })
    const theirs = `/api/projects/${other.id}/files`
    for (const [method, at] of [
      ['GET', path],
      ['GET', `${path}/${file.id}`],
      ['GET', `${path}/${file.id}/uses`],
      ['DELETE', `${path}/${file.id}`],
      ['GET', `${path}/uploads/${pending.id}`],
      ['DELETE', `${path}/uploads/${pending.id}`],
      ['GET', `${theirs}/${file.id}`],
      ['DELETE', `${theirs}/${file.id}`],
      ['GET', `${theirs}/uploads/${pending.id}`],
      ['GET', `/api/dynamic/${other.id}/files/${file.id}`],
      ['GET', `/api/dynamic/${projectId}/files/uploads/${pending.id}`],
    ] as const) {
      const { status } = await stranger.call(method, at)
      expect([method, at, status]).toEqual([method, at, 404])
    }
    expect((await append(stranger.call, `${path}/uploads/${pending.id}`, 0, 'pending')).status).toBe(404)
    expect((await append(server.anonymous, `${path}/uploads/${pending.id}`, 0, 'pending')).status).toBe(401)
    expect((await upload(stranger.call, { path, name: 'x.txt', bytes: 'x' })).status).toBe(404)
    const viewer = { email: stranger.session.user.email, role: 'viewer' }
    await owner.call('POST', `/api/projects/${projectId}/members`, viewer)
    expect((await stranger.call('GET', path)).status).toBe(200)
    expect((await upload(stranger.call, { path, name: 'x.txt', bytes: 'x' })).status).toBe(403)
    expect((await stranger.call('DELETE', `${path}/${file.id}`)).status).toBe(403)
  })

  it('[F2] say what is wrong with a request', async () => {
    const call = (method: string, at: string, headers: Record<string, string>) =>
      owner.call(method, at, undefined, headers)
    const { body } = await begin(owner.call, { path, name: 'a.txt', bytes: 'abc' })
    const at = `${path}/uploads/${body.id}`
    const good = { 'tus-resumable': '1.0.0' }
    const cases: [string, Record<string, string>, number][] = [
      [path, { 'upload-length': '3' }, 412],
      [path, good, 400],
      [path, { ...good, 'upload-length': '-1' }, 400],
      [path, { ...good, 'upload-length': '1e3' }, 400],
      [path, { ...good, 'upload-length': '9'.repeat(16) }, 400],
      [
        path,
        { ...good, 'upload-length': '3', 'upload-metadata': `filename ${Buffer.from([255]).toString('base64')}` },
        400,
      ],
      [path, { ...good, 'upload-length': '3', 'upload-metadata': `filename ${'a'.repeat(5_000)}` }, 400],
    ]
    for (const [target, headers, status] of cases)
      expect([headers, (await call('POST', target, headers)).status]).toEqual([headers, status])
    expect((await call('PATCH', at, { ...good, 'upload-offset': '0' })).status).toBe(415)
    const type = { 'content-type': 'application/offset+octet-stream' }
    expect((await call('PATCH', at, { ...good, ...type })).status).toBe(400)
    expect((await call('PATCH', at, { ...type, 'upload-offset': '0' })).status).toBe(412)
  })
})

/** Sends bytes of which more were promised, and hangs up. */
function sendAndBreak(server: TestServer, { session }: Client, path: string, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    const sent = request({
      host: '127.0.0.1',
      port: server.port,
      path,
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${session.accessToken}`,
        'tus-resumable': '1.0.0',
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
        'content-length': String(bytes.length + 1_000),
      },
    })
    sent.on('error', () => resolve())
    sent.write(bytes, () => setImmediate(() => sent.destroy()))
    sent.on('close', () => resolve())
  })
}
