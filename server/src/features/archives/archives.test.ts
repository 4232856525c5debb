import { gunzipSync, gzipSync } from 'node:zlib'

import type { ArchiveLine, ImportedProject } from '@axiom/shared/contracts/archives'
import type { Project } from '@axiom/shared/contracts/projects'
import { addField } from '@axiom/shared/document/operations/addField'
import { addFlow } from '@axiom/shared/document/operations/addFlow'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { addScreen } from '@axiom/shared/document/operations/addScreen'
import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import { contentsOf, rowsOf } from '@axiom/shared/document/portable'
import { compileApp } from '@axiom/shared/model/app'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { download, fileIn, upload } from '../../../test/uploading.ts'

interface Row {
  id: string
  createdAt: string
  createdBy: string | null
  title: string
  state: string
  customer: string
  scan: unknown
}

let server: TestServer
let owner: Client
let stranger: Client
let project: Project

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
  stranger = await server.register('Stranger')
  project = (await owner.call<Project>('POST', '/api/projects', { name: 'Shop', template: 'blank' })).body
  const logo = await upload(owner.call, {
    path: `/api/projects/${project.id}/files`,
    name: 'logo.txt',
    bytes: 'a logo',
  })
  await server.edit(project.id, (doc, origin) => {
    const customers = addModel(doc, { name: 'customers' }, origin)
    addField(doc, { modelId: customers, name: 'name', type: 'text', constraints: { unique: true } }, origin)
    const orders = addModel(doc, { name: 'orders' }, origin)
    addField(doc, { modelId: orders, name: 'title', type: 'text' }, origin)
    addField(doc, { modelId: orders, name: 'state', type: 'select', options: ['open', 'done'] }, origin)
    addField(doc, { modelId: orders, name: 'customer', type: 'relation', constraints: { target: customers } }, origin)
    addField(doc, { modelId: orders, name: 'keeper', type: 'user' }, origin)
    addField(doc, { modelId: orders, name: 'scan', type: 'file' }, origin)
    const screen = addScreen(doc, { name: 'Start' }, origin)
    const src = `/api/dynamic/${project.id}/files/${logo.body.id}`
    const nodes = [
      { type: 'table', props: { model: orders } },
      { type: 'image', props: { src } },
      { type: 'button', events: { click: [{ kind: 'createRecord', modelId: orders, values: {} }] } },
    ]
    insertNodes(doc, { parentId: screen, nodes }, origin)
    addFlow(
      doc,
      { name: 'Mail', trigger: { kind: 'event', event: 'record.created', modelId: orders, formId: null } },
      origin,
    )
  })
  const at = `/api/dynamic/${project.id}`
  const customer = (await owner.call<{ data: Row }>('POST', `${at}/customers`, { name: 'Ada' })).body.data
  const scan = await upload(owner.call, {
    path: `${at}/files?env=draft`,
    name: 'scan.txt',
    bytes: 'x'.repeat(900_000),
    metadata: { collection: 'orders', field: 'scan' },
  })
  const order = { title: 'First', state: 'done', customer: customer.id, scan: scan.body.id }
  const made = await owner.call('POST', `${at}/orders`, { ...order, keeper: owner.session.user.id })
  expect([made.status, made.body['errors']]).toEqual([201, undefined])
})
afterAll(() => server.close())

async function exported(query: string): Promise<Buffer> {
  const answer = await fetch(`${server.url}/api/projects/${project.id}/export${query}`, {
    headers: { authorization: `Bearer ${owner.session.accessToken}` },
  })
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-disposition')).toContain(`${project.slug}.axiom`)
  return Buffer.from(await answer.arrayBuffer())
}

const importAs = ({ call }: Client, bytes: Uint8Array) =>
  call<ImportedProject & { errors: { path: string }[] }>('POST', '/api/projects/import', bytes, {
    'content-type': 'application/gzip',
  })
const linesOf = (bytes: Buffer): ArchiveLine[] =>
  gunzipSync(bytes)
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ArchiveLine)
const packed = (lines: readonly unknown[]): Buffer =>
  gzipSync(lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'))
const contents = (id: string) => server.edit(id, (doc) => contentsOf(doc))
/** What a visitor would get, without what is only a name. */
const appOf = (id: string) => server.edit(id, (doc) => compileApp(doc, 'same'))

describe('a project as a file', () => {
  it('comes back as a new project with ids of its own: document, rows, files', async () => {
    const { status, body } = await importAs(stranger, await exported('?rows=draft&files=true'))
    expect(status).toBe(201)
    expect(body).toMatchObject({ rows: 2, files: 2, dropped: 0, project: { name: 'Shop', role: 'owner' } })
    const [before, after] = [await contents(project.id), await contents(body.project.id)]
    const ids = rowsOf(before)
    expect([...rowsOf(after)].filter((id) => ids.has(id))).toEqual([])
    // Nothing names the old project or a row of it, and both read the same but for the ids.
    const text = JSON.stringify(after)
    for (const id of [...ids, project.id]) expect(text).not.toContain(id)
    const shape = (value: unknown): string => JSON.stringify(value).replaceAll(/"[A-Za-z0-9]{12}"/g, '"id"')
    expect(shape((await appOf(body.project.id)).models)).toEqual(shape((await appOf(project.id)).models))
    expect(rowsOf(after).size).toBe(ids.size)

    const at = `/api/dynamic/${body.project.id}`
    const [order] = (await stranger.call<{ data: Row[] }>('GET', `${at}/orders`)).body.data
    expect(order).toMatchObject({ title: 'First', state: 'done', createdBy: null })
    const [customer] = (await stranger.call<{ data: { id: string; name: string }[] }>('GET', `${at}/customers`)).body
      .data
    expect([customer?.id, customer?.name]).toEqual([order?.customer, 'Ada'])
    const scan = await download(server, fileIn(order?.scan).url)
    expect([scan.status, scan.bytes.length]).toEqual([200, 900_000])
    const image = (await appOf(body.project.id)).nodes.find(({ type }) => type === 'image')
    expect((await download(server, String(image?.props['src']))).bytes.toString()).toBe('a logo')
    expect(String(image?.props['src'])).toContain(body.project.id)
    // It works by itself.
    expect((await stranger.call('POST', `${at}/customers`, { name: 'Ada' })).status).toBe(409)
    expect((await owner.call('GET', `${at}/orders`)).status).toBe(404)
    expect((await stranger.call('POST', `/api/projects/${body.project.id}/publish`, {})).status).toBe(201)
  })

  it('comes without rows and files unless they are wanted, and names no person', async () => {
    const lines = linesOf(await exported(''))
    expect(lines.filter((line) => 'row' in line || 'file' in line)).toEqual([])
    const all = gunzipSync(await exported('?rows=draft&files=true')).toString()
    expect(all).not.toContain(owner.session.user.id)
    const { body } = await importAs(owner, packed(lines))
    expect(body).toMatchObject({ rows: 0, files: 0 })
    const { data } = (await owner.call<{ data: Row[] }>('GET', `/api/dynamic/${body.project.id}/orders`)).body
    expect(data).toEqual([])
  })

  it('is for owners', async () => {
    const editor = await server.register('Editor')
    const email = editor.session.user.email
    await owner.call('POST', `/api/projects/${project.id}/members`, { email, role: 'editor' })
    const path = `/api/projects/${project.id}/export`
    expect((await editor.call('GET', path)).status).toBe(403)
    expect((await stranger.call('GET', path)).status).toBe(404)
    expect((await server.anonymous('GET', path)).status).toBe(401)
    expect((await server.anonymous('POST', '/api/projects/import', packed([]))).status).toBe(401)
    expect((await owner.call('GET', `${path}?rows=live`)).status).toBe(404)
  })

  it('is refused where it is none, and leaves no project behind', async () => {
    const lines = linesOf(await exported('?rows=draft&files=true'))
    const [head] = lines
    const entry = lines.find((line) => 'entry' in line)
    const row = lines.find((line) => 'row' in line)
    const hostile: [string, Uint8Array][] = [
      ['nothing', Buffer.alloc(0)],
      ['no gzip', Buffer.from('{"axiom":"project/1"}')],
      ['half a file', (await exported('?rows=draft&files=true')).subarray(0, 2_000)],
      ['no head', packed(lines.slice(1))],
      ['no JSON', packed([head, '{'])],
      ['half a character', gzipSync(Buffer.from([0xff, 0xfe, 10]))],
      ['a prototype', packed([head, '{"row":{"__proto__":{"x":1}}}'])],
      ['a number too large', packed([head, entry, JSON.stringify(row).replace(/"f":\{/, '"f":{"a":1e999,')])],
      [
        'a place of the server',
        packed([
          head,
          { entry: { root: 'meta', row: null, key: 'epoch', from: null, to: { kind: 'value', value: 9 } } },
        ]),
      ],
      ['a strange root', packed([head, { entry: { root: 'secrets', row: 'a', key: 'at', from: null, to: null } }])],
      ['a deep value', packed([head, `{"row":${'['.repeat(500)}${']'.repeat(500)}}`])],
      ['bytes of nothing', packed([head, { bytes: 'AAAA' }])],
      ['rows before the document', packed([head, row, entry])],
      ['files after it', packed([head, entry, { file: { id: 'f', name: 'x', size: 0, field: null } }])],
      [
        'more bytes than promised',
        packed([head, { file: { id: 'f', name: 'x', size: 1, field: null } }, { bytes: 'AAAA' }]),
      ],
      [
        'fewer bytes than promised',
        packed([head, { file: { id: 'f', name: 'x', size: 9, field: null } }, { bytes: 'AAAA' }]),
      ],
      ['an empty line', packed([head, '', entry])],
      [
        'a bomb of lines',
        gzipSync(Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), Buffer.alloc(8_000_000, 10)])),
      ],
      ['a bomb', gzipSync(Buffer.alloc(64 * 1024 * 1024, 0x20))],
    ]
    const client = await server.register('Hostile')
    for (const [what, bytes] of hostile) expect([what, (await importAs(client, bytes)).status]).toEqual([what, 400])
    // Two rows of one unique value, and a register that the gate of the document refuses.
    const twice = lines.flatMap((line): ArchiveLine[] =>
      'row' in line ? [line, { row: { ...line.row, id: 'another' } }] : [line],
    )
    expect((await importAs(client, packed(twice))).status).toBe(409)
    const large = { kind: 'value', value: 'x'.repeat(9_000) }
    const name = { root: 'meta', row: null, key: 'name', from: null, to: large }
    expect((await importAs(client, packed([head, { entry: name }]))).status).toBe(422)
    expect((await client.call<{ data: Project[] }>('GET', '/api/projects')).body.data).toEqual([])
    const wrongType = await client.call('POST', '/api/projects/import', '{}')
    expect(wrongType.status).toBe(415)
  })

  it('is refused when its document would fill the memory, before the gate is asked', async () => {
    const [head] = linesOf(await exported(''))
    const text = { kind: 'text', text: 'x'.repeat(3_000_000) }
    const pages = Array.from({ length: 23 }, (_, i) => ({
      entry: { root: 'nodes', row: `n${i}`, key: 'x:text', from: null, to: text },
    }))
    expect((await importAs(owner, packed([head, ...pages]))).status).toBe(413)
  })

  it('drops values that no field can hold, and reads as nothing but itself', async () => {
    const lines = linesOf(await exported('?rows=draft&files=true'))
    const spoilt = lines.map((line) =>
      'row' in line
        ? { row: { ...line.row, f: Object.fromEntries(Object.keys(line.row.f).map((id) => [id, { $gt: '' }])) } }
        : line,
    )
    const { status, body } = await importAs(owner, packed(spoilt))
    expect([status, body.rows, body.dropped]).toEqual([201, 2, 5])
    const { data } = (await owner.call<{ data: Row[] }>('GET', `/api/dynamic/${body.project.id}/orders`)).body
    expect(data.map(({ title, scan }) => [title, scan])).toEqual([[null, null]])
  })

  it('holds a document of any size that a project can have', async () => {
    const { body } = await owner.call<Project>('POST', '/api/projects', { name: 'Large', template: 'blank' })
    for (let i = 0; i < 10; i++)
      await server.edit(body.id, (doc, origin) => {
        const screen = addScreen(doc, { name: `Screen ${i}` }, origin)
        const nodes = Array.from({ length: 300 }, (_, n) => ({ type: 'heading', texts: { text: `Heading ${n}` } }))
        insertNodes(doc, { parentId: screen, nodes }, origin)
      })
    const answer = await fetch(`${server.url}/api/projects/${body.id}/export`, {
      headers: { authorization: `Bearer ${owner.session.accessToken}` },
    })
    const again = await importAs(owner, Buffer.from(await answer.arrayBuffer()))
    expect(again.status).toBe(201)
    expect(rowsOf(await contents(again.body.project.id)).size).toBe(rowsOf(await contents(body.id)).size)
  })
})
