import type { JobList } from '@axiom/shared/contracts/jobs'
import type { Project } from '@axiom/shared/contracts/projects'
import type { Webhook } from '@axiom/shared/contracts/webhooks'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { createTestServer, type Client, type TestServer } from '../../../test/createTestServer.ts'
import { startReceiver, type Receiver } from '../../../test/startReceiver.ts'

let server: TestServer
let receiver: Receiver
let admin: Client
let owner: Client
let project: Project
let path: string

beforeAll(async () => {
  receiver = await startReceiver()
  server = await createTestServer({ env: { OUTBOUND_ALLOW: `127.0.0.1:${receiver.port}` } })
  admin = await server.register('Admin')
  owner = await server.register('Owner')
  project = (await owner.call<Project>('POST', '/api/projects', { name: 'Shop' })).body
  path = `/api/projects/${project.id}/jobs`
})
afterAll(() => Promise.all([server.close(), receiver.close()]))

const list = async (who: Client, at = path): Promise<JobList> => (await who.call<JobList>('GET', at)).body

/** A delivery that waits for its next attempt, or is given up. */
async function fail(at: string, status: number): Promise<void> {
  receiver.answer(at, status)
  const webhooks = `/api/projects/${project.id}/webhooks`
  const { body } = await owner.call<Webhook>('POST', webhooks, { url: receiver.url + at, events: ['record.created'] })
  await owner.call('POST', `${webhooks}/${body.id}/test`)
}

it('an owner sees what waits and what was given up in his project, and does it again', async () => {
  await fail('/busy', 503)
  await expect.poll(() => list(owner)).toMatchObject({ dead: [], waiting: [{ state: 'waiting', attempts: 1 }] })
  const [waiting] = (await list(owner)).waiting
  expect(waiting).toMatchObject({
    kind: 'webhooks.deliver',
    projectId: project.id,
    error: 'The receiver answered 503.',
  })
  receiver.answer('/busy', 200)
  expect((await owner.call('POST', `${path}/${waiting?.id}/retry`)).status).toBe(204)
  await expect.poll(() => list(owner)).toEqual({ dead: [], waiting: [] })
  expect(receiver.at('/busy')).toHaveLength(2)
})

it('what was given up is kept until somebody forgets it, and its payload stays inside', async () => {
  await fail('/gone', 410)
  await expect.poll(() => list(owner)).toMatchObject({ dead: [{ state: 'dead' }], waiting: [] })
  const [dead] = (await list(owner)).dead
  expect(Object.keys(dead ?? {}).toSorted()).toEqual(['at', 'attempts', 'error', 'id', 'kind', 'projectId', 'state'])
  expect(await list(admin, '/api/jobs')).toMatchObject({ dead: [{ id: dead?.id, projectId: project.id }] })
  expect((await owner.call('DELETE', `${path}/${dead?.id}`)).status).toBe(204)
  expect((await owner.call('DELETE', `${path}/${dead?.id}`)).status).toBe(404)
})

it('jobs of a project are its owners’, all others the administrators’', async () => {
  await fail('/away', 503)
  await expect.poll(async () => (await list(owner)).waiting.length).toBe(1)
  const id = (await list(owner)).waiting[0]?.id ?? ''
  const own = (await admin.call<Project>('POST', '/api/projects', { name: 'Own' })).body
  const ask = async (call: TestServer['anonymous'], base: string): Promise<number[]> => [
    (await call('GET', base)).status,
    (await call('POST', `${base}/${id}/retry`)).status,
    (await call('DELETE', `${base}/${id}`)).status,
  ]
  expect(await ask(server.anonymous, path)).toEqual([401, 401, 401])
  expect(await ask(server.anonymous, '/api/jobs')).toEqual([401, 401, 401])
  expect(await ask(owner.call, '/api/jobs')).toEqual([403, 403, 403])
  expect(await ask(admin.call, path)).toEqual([404, 404, 404])
  // Nor by the way of another project.
  expect(await ask(admin.call, `/api/projects/${own.id}/jobs`)).toEqual([200, 404, 404])
  await owner.call('POST', `/api/projects/${project.id}/members`, { email: 'admin@example.com', role: 'editor' })
  expect(await ask(admin.call, path)).toEqual([403, 403, 403])
  expect((await admin.call('DELETE', `/api/jobs/${id}`)).status).toBe(204)
})
