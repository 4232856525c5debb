import { randomBytes } from 'node:crypto'

import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { setField } from '@axiom/shared/document/operations/setField'
import { setModelRule } from '@axiom/shared/document/operations/setModelRule'
import { trashField } from '@axiom/shared/document/operations/trashField'
import type { Audience } from '@axiom/shared/document/views'
import type { FieldError } from '@axiom/shared/errors'
import { Validator } from '@seriousme/openapi-schema-validator'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

import { createChecker } from '../../../test/checkAnswer.ts'
import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { EICAR, startClamd, type TestClamd } from '../../../test/startClamd.ts'
import { append, begin, download, fileIn, upload } from '../../../test/uploading.ts'

type Row = Record<string, unknown> & { id: string; version: number }
type Answered = { data: Row; code: string; errors?: FieldError[] }

const HOUR = 3_600_000
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

let server: TestServer
let owner: Client
let projectId: string
let modelId: string
let scanId: string
/** Ahead of the store, which removes what has expired by its own clock. */
let time = Date.parse('2100-03-01T12:00:00Z')

beforeAll(async () => {
  server = await createTestServer({ now: () => time })
  owner = await server.register('Owner')
})
afterAll(() => server.close())

beforeEach(async () => {
  const { body } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Claims' })
  projectId = body.id
  await server.edit(projectId, (doc, origin) => {
    modelId = addModel(doc, { name: 'claims' }, origin)
    addField(doc, { modelId, name: 'title', type: 'text' }, origin)
    scanId = addField(
      doc,
      { modelId, name: 'scan', type: 'file', constraints: { accept: 'image/*,.txt', maxSize: 1 } },
      origin,
    )
    addField(doc, { modelId, name: 'photos', type: 'file', constraints: { many: true, maxFiles: 2 } }, origin)
  })
})

/** Access tokens end meanwhile. */
async function later(hours: number): Promise<void> {
  time += hours * HOUR
  owner = await server.signInAgain(owner)
}
const base = (): string => `/api/dynamic/${projectId}`
const open = (rules: Partial<Record<'create' | 'list' | 'read' | 'update' | 'delete', Audience>>): Promise<void> =>
  server.edit(projectId, (doc, origin) => {
    for (const [operation, audience] of Object.entries(rules))
      setModelRule(doc, { id: modelId, operation: operation as 'create', audience }, origin)
  })
const publish = () => owner.call('POST', `/api/projects/${projectId}/publish`, {})
const put = async (call: Client['call'], field: string, name: string, bytes: string | Uint8Array, query = '') => {
  const metadata = { collection: 'claims', field }
  return upload(call, { path: `${base()}/files${query}`, name, bytes, metadata })
}
const make = (values: object, call = owner.call) => call<Answered>('POST', `${base()}/claims`, values)
const read = async (id: string): Promise<Row> => (await owner.call<Answered>('GET', `${base()}/claims/${id}`)).body.data
const usage = async () =>
  (await owner.call<{ meta: { usage: { files: number; bytes: number } } }>('GET', `/api/projects/${projectId}/files`))
    .body.meta.usage
const faults = ({ body }: { body: Answered }): string[] =>
  (body.errors ?? []).map(({ path, code }) => `${path} ${code}`)

describe('a file field', () => {
  it('[F5] holds a file, and answers it with a link for whoever may read the record', async () => {
    const { body } = await put(owner.call, 'scan', 'claim.png', PNG)
    const { status, body: made } = await make({ title: 'Roof', scan: body.id })
    expect(status).toBe(201)
    const scan = fileIn(made.data['scan'])
    expect(scan).toMatchObject({ id: body.id, name: 'claim.png', type: 'image/png', size: PNG.length })
    expect(made.data['photos']).toEqual([])
    expect((await download(server, scan.url)).bytes.equals(PNG)).toBe(true)
    // The same address for an hour, then another.
    expect(fileIn((await read(made.data.id))['scan']).url).toBe(scan.url)
    for (const wrong of [scan.url.split('?')[0] ?? '', `${scan.url}x`, scan.url.replace(/until=\d/, 'until=9')])
      expect((await download(server, wrong)).status).toBe(404)
    await later(2)
    const ended = await download(server, scan.url)
    expect([ended.status, JSON.parse(ended.bytes.toString())]).toMatchObject([403, { code: 'link_expired' }])
    expect((await download(server, fileIn((await read(made.data.id))['scan']).url)).status).toBe(200)
  })

  it('[F5] never answers a record with a link that it had before', async () => {
    const { body } = await put(owner.call, 'scan', 'claim.png', PNG)
    const { body: made } = await make({ scan: body.id })
    const etag = `"${made.data.id}-1"`
    const again = await owner.call('GET', `${base()}/claims/${made.data.id}`, undefined, {
      'if-none-match': etag,
      'cache-control': 'max-age=0',
    })
    expect(again.status).toBe(200)
  })

  it('[F7] takes what was uploaded for it, once, and nothing else', async () => {
    const { body: scan } = await put(owner.call, 'scan', 'a.png', PNG)
    const { body: photo } = await put(owner.call, 'photos', 'b.png', PNG)
    const { body: unfinished } = await begin(owner.call, {
      path: `${base()}/files`,
      name: 'c.png',
      bytes: PNG,
      metadata: { collection: 'claims', field: 'scan' },
    })
    expect(faults(await make({ scan: photo.id }))).toEqual(['scan file'])
    expect(faults(await make({ scan: unfinished.id }))).toEqual(['scan file'])
    expect(faults(await make({ scan: 'nothing' }))).toEqual(['scan file'])
    expect(faults(await make({ scan: 7 }))).toEqual(['scan type'])
    expect(faults(await make({ scan: { url: 'https://elsewhere.example' } }))).toEqual(['scan/id required'])
    expect(faults(await make({ photos: photo.id }))).toEqual(['photos type'])
    expect(faults(await make({ photos: ['1', '2', '3'] }))).toEqual(['photos maxItems'])
    expect((await make({ scan: { id: scan.id, name: 'other.exe', size: 0 }, photos: [photo.id] })).status).toBe(201)
    const stranger = await server.register(`Stranger${projectId}`)
    const { body: other } = await stranger.call<{ id: string }>('POST', '/api/projects', {
      name: 'Other',
      template: 'orders',
    })
    await server.edit(other.id, (doc, origin) => {
      const id = addModel(doc, { name: 'claims' }, origin)
      addField(doc, { modelId: id, name: 'scan', type: 'file' }, origin)
    })
    const theirs = await stranger.call<Answered>('POST', `/api/dynamic/${other.id}/claims`, { scan: scan.id })
    expect(faults(theirs)).toEqual(['scan file'])
  })

  it('[F3] judges by content what it takes', async () => {
    const disguised = await put(owner.call, 'scan', 'photo.png', '<svg xmlns="http://www.w3.org/2000/svg"/>')
    expect([disguised.status, disguised.body]).toMatchObject([201, { file: { type: 'image/svg+xml' } }])
    const program = await put(owner.call, 'scan', 'photo.png', Buffer.concat([Buffer.from('MZ'), randomBytes(500)]))
    expect([program.status, program.body]).toMatchObject([415, { code: 'file_type_refused' }])
    expect((await put(owner.call, 'scan', 'note.txt', 'a note')).status).toBe(201)
    const large = await put(owner.call, 'scan', 'large.txt', new Uint8Array(1024 * 1024 + 1))
    expect(large.status).toBe(413)
    expect((await put(owner.call, 'title', 'a.txt', 'a')).status).toBe(400)
    expect((await put(owner.call, 'nothing', 'a.txt', 'a')).status).toBe(400)
  })

  it('[F4] shows nothing that could run in our name', async () => {
    const kinds: [name: string, bytes: string | Uint8Array, type: string, shown: 'inline' | 'attachment'][] = [
      ['picture.png', PNG, 'image/png', 'inline'],
      ['note.txt', 'words', 'text/plain; charset=utf-8', 'inline'],
      ['a.svg', '<?xml version="1.0"?><svg onload="alert(1)"/>', 'image/svg+xml', 'attachment'],
      ['page.txt', '<!doctype html><script>alert(1)</script>', 'text/html; charset=utf-8', 'attachment'],
      ['code.js', 'alert(1)', 'text/javascript; charset=utf-8', 'attachment'],
      ['x\u202Egnp.exe"', randomBytes(100), 'application/octet-stream', 'attachment'],
    ]
    for (const [name, bytes, type, shown] of kinds) {
      const { body } = await put(owner.call, 'photos', name, bytes)
      const { body: made } = await make({ photos: [body.id] })
      const { url } = fileIn((made.data['photos'] as unknown[])[0])
      const { headers } = await download(server, url)
      expect([name, headers.get('content-type')]).toEqual([name, type])
      expect(headers.get('content-disposition')).toMatch(new RegExp(`^${shown}; filename="`))
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';.*sandbox$/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cache-control')).toMatch(/^(private|no-cache)/)
      expect((await download(server, `${url}&download=1`)).headers.get('content-disposition')).toMatch(/^attachment/)
    }
    const last = (await owner.call<{ data: Row[] }>('GET', `${base()}/claims?sort=-createdAt&limit=1`)).body
    expect(JSON.stringify(last)).not.toContain('\u202E')
  })

  it('[F7] keeps what it has, lets go of what was taken out, and of all when the record goes', async () => {
    const [a, b, c] = [
      await put(owner.call, 'photos', 'a.txt', 'aa'),
      await put(owner.call, 'photos', 'b.txt', 'bb'),
      await put(owner.call, 'photos', 'c.txt', 'cc'),
    ].map(({ body }) => body.id)
    const { body: made } = await make({ photos: [a, b] })
    const path = `${base()}/claims/${made.data.id}`
    const patch = (photos: unknown) => owner.call<Answered>('PATCH', path, { photos })
    // As it was answered, in another order, with another one.
    expect((await patch([...(made.data['photos'] as unknown[])].reverse())).status).toBe(200)
    expect((await patch([b, c])).status).toBe(200)
    await later(25)
    await server.files.sweep()
    expect((await usage()).files).toBe(2)
    const photos = (await read(made.data.id))['photos'] as unknown[]
    expect(photos.map((one) => fileIn(one).name)).toEqual(['b.txt', 'c.txt'])
    for (const photo of photos) expect((await download(server, fileIn(photo).url)).status).toBe(200)
    expect(faults(await patch([a]))).toEqual(['photos file'])

    expect((await owner.call('DELETE', path)).status).toBe(204)
    expect(await server.files.sweep()).toBe(0)
    await later(25)
    await server.files.sweep()
    expect(await usage()).toMatchObject({ files: 0, bytes: 0 })
  })

  it('[F8] keeps what a deleted field holds, which may come back', async () => {
    const { body } = await put(owner.call, 'scan', 'a.txt', 'aa')
    const { body: made } = await make({ title: 'x', scan: body.id })
    await server.edit(projectId, (doc, origin) => trashField(doc, { id: scanId }, origin))
    expect((await owner.call('PUT', `${base()}/claims/${made.data.id}`, { title: 'y' })).status).toBe(200)
    await later(25)
    await server.files.sweep()
    expect((await usage()).files).toBe(1)
    expect((await owner.call('DELETE', `${base()}/claims/${made.data.id}`)).status).toBe(204)
    await later(25)
    await server.files.sweep()
    expect((await usage()).files).toBe(0)
  })

  it('[F8] what is refused or lost with its record is swept, and unfinished uploads too', async () => {
    await put(owner.call, 'scan', 'a.txt', 'never held')
    const path = `${base()}/files`
    const metadata = { collection: 'claims', field: 'scan' }
    const { headers } = await begin(owner.call, { path, name: 'b.txt', bytes: '0123456789', metadata })
    expect((await append(owner.call, headers.get('location') ?? '', 0, '012')).status).toBe(204)
    expect(await usage()).toMatchObject({ files: 2 })
    await later(23)
    await server.files.sweep()
    expect(await usage()).toMatchObject({ files: 2 })
    await later(2)
    await server.files.sweep()
    expect(await usage()).toMatchObject({ files: 0, bytes: 0 })
    expect((await owner.call('GET', headers.get('location') ?? '')).status).toBe(404)
  })

  it('[F7] can become one from many and back, and loses nothing', async () => {
    const photos = [await put(owner.call, 'photos', 'a.txt', 'a'), await put(owner.call, 'photos', 'b.txt', 'b')]
    const { body: made } = await make({ photos: photos.map(({ body }) => body.id) })
    const many = (on: boolean): Promise<void> =>
      server.edit(projectId, (doc, origin) => {
        const field = [...doc.roots.fields].find(([, row]) => row.get('name') === 'photos')?.[0] ?? ''
        setField(doc, { id: field, constraints: { many: on } }, origin)
      })
    await many(false)
    expect(fileIn((await read(made.data.id))['photos']).name).toBe('a.txt')
    await many(true)
    expect((await read(made.data.id))['photos']).toHaveLength(2)
  })

  it('[F8] is held by live rows too, when the first publish copies them', async () => {
    const { body } = await put(owner.call, 'scan', 'a.txt', 'aa')
    const { body: made } = await make({ scan: body.id })
    await owner.call('POST', `/api/projects/${projectId}/publish`, { copyDraftRows: true })
    expect((await owner.call('DELETE', `${base()}/claims/${made.data.id}?env=draft`)).status).toBe(204)
    await later(25)
    await server.files.sweep()
    expect((await download(server, fileIn((await read(made.data.id))['scan']).url)).status).toBe(200)
  })

  it('is described exactly, and every answer is as described', async () => {
    const { body } = await owner.call('GET', `${base()}/openapi.json`)
    expect(await new Validator().validate(structuredClone(body))).toMatchObject({ valid: true })
    const check = createChecker(body as never)
    const { body: file } = await put(owner.call, 'scan', 'a.txt', 'aa')
    const { body: made } = await make({ scan: file.id })
    const path = `${base()}/claims`
    for (const at of [path, `${path}/${made.data.id}`]) {
      const { status, body: answer, headers } = await owner.call('GET', at)
      check({ method: 'GET', path: at, status, contentType: headers.get('content-type'), body: answer })
    }
    expect((await owner.call('GET', `${path}?scan[exists]=true`)).status).toBe(200)
    for (const wrong of ['?sort=scan', '?scan=x', '/aggregate?sum=scan'])
      expect([wrong, (await owner.call('GET', path + wrong)).status]).toEqual([wrong, 400])
  })
})

describe('visitors', () => {
  it('[F7] upload where they may create records, and see nothing of it but their own record', async () => {
    await open({ create: 'public' })
    await publish()
    const { status, body } = await put(server.anonymous, 'scan', 'mine.txt', 'mine')
    expect([status, body.file]).toMatchObject([201, { name: 'mine.txt' }])
    expect(JSON.stringify(body)).not.toContain('signature')
    expect((await download(server, `${base()}/files/${body.id}`)).status).toBe(404)
    const { body: made } = await make({ title: 'From outside', scan: body.id }, server.anonymous)
    expect(fileIn(made.data['scan']).name).toBe('mine.txt')
    // Held: not a second time, and nobody gives it up any more.
    expect(faults(await make({ scan: body.id }, server.anonymous))).toEqual(['scan file'])
    expect((await server.anonymous('DELETE', `${base()}/files/uploads/${body.id}`)).status).toBe(404)
    expect((await server.anonymous('GET', `${base()}/claims/${made.data.id}`)).status).toBe(401)
  })

  it('[F7] upload nothing where they may not', async () => {
    await publish()
    expect((await put(server.anonymous, 'scan', 'a.txt', 'a')).status).toBe(401)
    expect((await put(server.anonymous, 'scan', 'a.txt', 'a', '?env=draft')).status).toBe(401)
    const stranger = await server.register(`Visitor${projectId}`)
    expect((await put(stranger.call, 'scan', 'a.txt', 'a')).status).toBe(404)
    const form = await upload(server.anonymous, {
      path: `${base()}/files`,
      name: 'a.txt',
      bytes: 'a',
      metadata: { form: 'x', input: 'y' },
    })
    expect(form.status).toBe(404)
  })

  it('[F7] may not take the files of the project, or those of other records', async () => {
    await open({ create: 'public', read: 'public', list: 'public' })
    await publish()
    const path = `/api/projects/${projectId}/files`
    const { body: asset } = await upload(owner.call, { path, name: 'logo.txt', bytes: 'logo' })
    expect(faults(await make({ scan: asset.id }, server.anonymous))).toEqual(['scan file'])
    const { body: made } = await make({ scan: asset.id })
    expect(fileIn(made.data['scan']).name).toBe('logo.txt')
    expect(faults(await make({ scan: made.data['scan'] }, server.anonymous))).toEqual(['scan file'])
    expect((await owner.call('DELETE', `${path}/${asset.id}`)).status).toBe(409)
  })

  it('[F8] cannot fill the room of the project with what nobody holds', async () => {
    const small = await createTestServer({ now: () => time, env: { FILES_MAX_MB: '1', FILES_QUOTA_MB: '4' } })
    try {
      const mara = await small.register('Mara')
      const { body: project } = await mara.call<{ id: string }>('POST', '/api/projects', { name: 'Small' })
      await small.edit(project.id, (doc, origin) => {
        const id = addModel(doc, { name: 'claims' }, origin)
        addField(doc, { modelId: id, name: 'scan', type: 'file' }, origin)
      })
      const path = `/api/dynamic/${project.id}/files`
      const metadata = { collection: 'claims', field: 'scan' }
      const bytes = new Uint8Array(600_000)
      const answers = [0, 1].map(() => upload(mara.call, { path, name: 'a.bin', bytes, metadata }))
      const statuses = [
        (await answers[0])?.status,
        (await upload(mara.call, { path, name: 'b.bin', bytes, metadata })).status,
      ]
      await answers[1]
      expect(statuses).toContain(413)
    } finally {
      await small.close()
    }
  })
})

describe('with a scanner', () => {
  let clamd: TestClamd
  let guarded: TestServer
  let mara: Client
  let path: string

  beforeAll(async () => {
    clamd = await startClamd()
    const env = { CLAMAV_HOST: clamd.host, CLAMAV_PORT: String(clamd.port) }
    guarded = await createTestServer({ now: () => time, env })
    mara = await guarded.register('Mara')
    const { body } = await mara.call<{ id: string }>('POST', '/api/projects', { name: 'Guarded' })
    path = `/api/projects/${body.id}/files`
  })
  afterAll(async () => {
    await guarded.close()
    await clamd.close()
  })

  const state = async (id: string) => (await mara.call('GET', `${path}/${id}`)).body

  it('[F6] nobody reads a file before it was found clean', async () => {
    let release = (): void => undefined
    clamd.hold = new Promise((resolve) => {
      release = resolve
    })
    const { body } = await upload(mara.call, { path, name: 'picture.png', bytes: PNG })
    const { url, ...waiting } = await state(body.id)
    expect(waiting).toMatchObject({ state: 'scanning', variants: [] })
    for (const at of [String(url), `${String(url)}?variant=small`])
      expect((await download(guarded, at)).status).toBe(409)
    release()
    clamd.hold = null
    await expect.poll(() => state(body.id)).toMatchObject({ state: 'ready', variants: ['small'] })
    expect((await download(guarded, String(url))).bytes.equals(PNG)).toBe(true)
  })

  it('[F6] a file with a virus loses its bytes', async () => {
    const { body } = await upload(mara.call, { path, name: 'letter.txt', bytes: `Dear ${EICAR}` })
    await expect.poll(() => state(body.id)).toMatchObject({ state: 'infected' })
    const { url } = await state(body.id)
    const { status, bytes } = await download(guarded, String(url))
    expect([status, JSON.parse(bytes.toString())]).toMatchObject([403, { code: 'file_infected' }])
    expect((await mara.call('DELETE', `${path}/${body.id}`)).status).toBe(204)
  })

  it('[F6] that is away keeps files waiting, and is asked again', async () => {
    await clamd.close()
    const { body } = await upload(mara.call, { path, name: 'note.txt', bytes: 'a note' })
    const waits = async (): Promise<string> => (await guarded.anonymous('GET', '/metrics')).body['text'] as string
    await expect.poll(waits).toContain('axiom_jobs_total{kind="files.process",outcome="repeated"} 1')
    expect(await state(body.id)).toMatchObject({ state: 'scanning' })
    const again = await startClamd({ port: clamd.port })
    time += HOUR
    mara = await guarded.signInAgain(mara)
    await expect.poll(() => state(body.id)).toMatchObject({ state: 'ready' })
    await again.close()
  })
})
