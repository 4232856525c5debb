import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { expect, test } from '@playwright/test'

import { call, newProject, signUp, tokenOf } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

let server: TestServer
let receiver: Server
let answer = 410

test.beforeAll(async () => {
  receiver = createServer((request, response) => {
    request.resume()
    response.writeHead(answer).end()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  server = await startServer({ OUTBOUND_ALLOW: `127.0.0.1:${(receiver.address() as AddressInfo).port}` })
})

test.afterAll(async () => {
  await server?.close()
  receiver?.close()
})

test('what was given up is seen by the owner and the administrator, done again, or forgotten', async ({ browser }) => {
  const mara = await signUp(browser, server, 'Mara')
  const { page } = mara
  const projectId = await newProject(mara, 'Blank')
  const token = await tokenOf(mara)
  const base = `/api/projects/${projectId}/webhooks`
  const { port } = receiver.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/hook`
  const made = await call<{ id: string }>(server, token, 'POST', base, { url, events: ['record.created'] })
  await call(server, token, 'POST', `${base}/${made.body.id}/test`)

  await page.getByRole('button', { name: 'Flows', exact: true }).click()
  await page.getByText('1 job of this project was given up.').click()
  await expect(page.getByText('The receiver answered 410.')).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])

  await page.goto(`${server.url}/`)
  await page.getByRole('link', { name: 'Jobs' }).click()
  const dead = page.getByRole('region', { name: 'Given up' })
  await expect(dead.getByRole('listitem')).toHaveCount(1)
  expect(await seriousFindings(page)).toEqual([])
  answer = 200
  await call(server, token, 'PUT', `${base}/${made.body.id}`, { active: true })
  await dead.getByRole('button', { name: 'Do it again' }).click()
  await expect(dead).toHaveCount(0)
  const log = async () =>
    (await call<{ data: { state: string }[] }>(server, token, 'GET', `${base}/${made.body.id}/deliveries`)).body.data
  await expect.poll(async () => (await log())[0]?.state).toBe('delivered')
  expect(mara.errors).toEqual([])
})
