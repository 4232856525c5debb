import type { FlowRun, FlowRunDetails, FlowSecret } from '@axiom/shared/contracts/flows'
import type { Project } from '@axiom/shared/contracts/projects'
import { addFlow } from '@axiom/shared/document/operations/addFlow'
import { addStep } from '@axiom/shared/document/operations/addStep'
import { compileApp } from '@axiom/shared/model/app'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { createTestServer, type Client, type TestServer } from '../../../test/createTestServer.ts'
import { startReceiver, type Receiver } from '../../../test/startReceiver.ts'

const VALUE = 'sk_live_"51H8"_top/secret'

let server: TestServer
let receiver: Receiver
let owner: Client
let project: Project
let path: string
let host: string

beforeAll(async () => {
  receiver = await startReceiver()
  host = `127.0.0.1:${receiver.port}`
  server = await createTestServer({ env: { OUTBOUND_ALLOW: host } })
  owner = await server.register('Owner')
  project = (await owner.call<Project>('POST', '/api/projects', { name: 'Shop' })).body
  path = `/api/projects/${project.id}/flow-secrets`
})
afterAll(() => Promise.all([server.close(), receiver.close()]))

/** Runs a flow of one call. */
async function run(
  params: { url: string; headers: string; body?: string },
  data: object = {},
): Promise<FlowRunDetails> {
  const flowId = await server.edit(project.id, (doc, origin) => {
    const id = addFlow(doc, { name: 'Call', trigger: { kind: 'manual' } }, origin)
    addStep(doc, { flowId: id, parentId: id, kind: 'callHttp', params }, origin)
    return id
  })
  const runs = `/api/projects/${project.id}/flows/${flowId}/runs`
  const { body } = await owner.call<FlowRun>('POST', runs, { mode: 'test', data })
  const read = async () =>
    (await owner.call<FlowRunDetails>('GET', `/api/projects/${project.id}/flow-runs/${body.id}`)).body
  await expect.poll(async () => (await read()).state).not.toBe('running')
  return read()
}

it('a secret is sent in a header, and stands nowhere else', async () => {
  const { status, body } = await owner.call<FlowSecret>('POST', path, { name: 'STRIPE', host, value: VALUE })
  expect([status, body]).toEqual([201, { name: 'STRIPE', host, updatedAt: expect.any(String) }])
  const done = await run(
    {
      url: `${receiver.url}/echo`,
      headers: 'Authorization: Bearer {{secrets.STRIPE}}\nX-Who: {{ trigger.who }}',
      body: '{"seen": secrets.STRIPE}',
    },
    { who: 'Ada' },
  )
  expect(done.state).toBe('done')
  const [got] = receiver.at('/echo')
  expect(got?.headers).toMatchObject({ authorization: `Bearer ${VALUE}`, 'x-who': 'Ada' })
  expect(got?.body).not.toContain('sk_live')
  expect(JSON.stringify(done)).not.toContain('sk_live')
  expect(done.steps[0]?.output).toMatchObject({ body: { authorization: 'Bearer •••' } })
  const document = await server.edit(project.id, (doc) => JSON.stringify(compileApp(doc, project.id)))
  expect(document).not.toContain('sk_live')
  expect(JSON.stringify((await owner.call('GET', path)).body)).not.toContain('sk_live')
})

it('it goes to its host only, by its name only, and a value that looks like one is none', async () => {
  const elsewhere = await run({
    url: `http://localhost:${receiver.port}/echo-2`,
    headers: 'X-Key: {{ secrets.STRIPE }}',
  })
  expect(elsewhere).toMatchObject({ state: 'failed', error: expect.stringContaining(`may be sent to ${host} only`) })
  const unknown = await run({ url: `${receiver.url}/echo-3`, headers: 'X-Key: {{ secrets.OTHER }}' })
  expect(unknown).toMatchObject({ state: 'failed', error: expect.stringContaining('no secret “OTHER”') })
  expect([...receiver.at('/echo-2'), ...receiver.at('/echo-3')]).toEqual([])
  await run({ url: `${receiver.url}/echo-4`, headers: 'X-Key: {{ trigger.key }}' }, { key: '{{ secrets.STRIPE }}' })
  expect(receiver.at('/echo-4')[0]?.headers['x-key']).toBe('{{ secrets.STRIPE }}')
})

it('a refusal that repeats it is blacked out too', async () => {
  receiver.answer('/echo/refused', 401)
  const refused = await run({ url: `${receiver.url}/echo/refused`, headers: 'X-Key: {{ secrets.STRIPE }}' })
  expect(refused).toMatchObject({ state: 'failed', error: expect.stringContaining('"x-key":"•••"') })
  expect(JSON.stringify(refused)).not.toContain('sk_live')
})

it('they are replaced and forgotten by editors of the project, and wrong ones refused', async () => {
  const stranger = await server.register('Stranger')
  const input = { name: 'OTHER', host: 'api.example.com', value: 'long enough' }
  expect((await stranger.call('POST', path, input)).status).toBe(404)
  await owner.call('POST', `/api/projects/${project.id}/members`, { email: 'stranger@example.com', role: 'viewer' })
  expect((await stranger.call('POST', path, input)).status).toBe(403)
  expect((await stranger.call('GET', path)).status).toBe(403)
  expect((await server.anonymous('GET', path)).status).toBe(401)
  for (const wrong of [
    { name: 'a b' },
    { name: '__proto__.x' },
    { host: 'https://api.example.com' },
    { host: 'API example' },
    { value: 'short' },
    { value: 'two\nlines of text' },
  ])
    expect([wrong, (await owner.call('POST', path, { ...input, ...wrong })).status]).toEqual([wrong, 400])
  await owner.call('POST', path, input)
  await owner.call('POST', path, { ...input, host: 'api.example.org' })
  const { body } = await owner.call<{ data: FlowSecret[] }>('GET', path)
  expect(body.data.map((one) => [one.name, one.host])).toEqual([
    ['OTHER', 'api.example.org'],
    ['STRIPE', host],
  ])
  expect((await owner.call('DELETE', `${path}/OTHER`)).status).toBe(204)
  expect((await owner.call('DELETE', `${path}/OTHER`)).status).toBe(404)
})
