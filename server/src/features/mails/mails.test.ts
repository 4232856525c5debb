import type { KeptMails } from '@axiom/shared/contracts/mails'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { createTestServer, type Client, type TestServer } from '../../../test/createTestServer.ts'

let server: TestServer
let admin: Client
let other: Client

beforeAll(async () => {
  server = await createTestServer()
  admin = await server.register('Admin')
  other = await server.register('Other')
})
afterAll(() => server.close())

const content = {
  title: 'Hello',
  paragraphs: ['Here is your link.'],
  link: { label: 'Open', url: 'https://a.example/x' },
}

it('what was not sent is shown to the administrators, and nobody else', async () => {
  await server.mailer.send({ to: ['ada@example.com'], subject: 'Your link', content, projectId: null })
  const list = () => admin.call<KeptMails>('GET', '/api/mails')
  await expect.poll(async () => (await list()).body.data.length).toBe(1)
  const { body } = await list()
  expect(body.meta).toEqual({ isSetUp: false })
  expect(body.data[0]).toMatchObject({ to: ['ada@example.com'], subject: 'Your link', error: null })
  expect(body.data[0]?.text).toContain('https://a.example/x')
  expect((await other.call('GET', '/api/mails')).status).toBe(403)
  expect((await server.anonymous('GET', '/api/mails')).status).toBe(401)
})

it('those of a project are shown to its owners', async () => {
  const { body: project } = await other.call<{ id: string }>('POST', '/api/projects', { name: 'Shop' })
  const path = `/api/projects/${project.id}/mails`
  await server.mailer.send({ to: ['eve@example.com'], subject: 'Reset', content, projectId: project.id })
  await expect.poll(async () => (await other.call<KeptMails>('GET', path)).body.data.length).toBe(1)
  expect((await admin.call('GET', path)).status).toBe(404)
  await other.call('POST', `/api/projects/${project.id}/members`, { email: 'admin@example.com', role: 'editor' })
  expect((await admin.call('GET', path)).status).toBe(403)
  expect((await admin.call<KeptMails>('GET', '/api/mails')).body.data.map(({ subject }) => subject)).toEqual([
    'Your link',
  ])
})
