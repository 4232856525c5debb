import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { expect, test } from '@playwright/test'

import { type Actor, newProject, signUp } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// Another server is told what happens: tried at once, seen in the log, and marked when it is gone.
test.describe.configure({ mode: 'serial' })

let server: TestServer
let mara: Actor
let receiver: Server
let port: number
let answer = 200

test.beforeAll(async ({ browser }) => {
  receiver = createServer((request, response) => {
    request.resume()
    response.writeHead(answer).end()
  })
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
  ;({ port } = receiver.address() as AddressInfo)
  server = await startServer({ OUTBOUND_ALLOW: `127.0.0.1:${port}` })
  mara = await signUp(browser, server, 'Mara')
  await newProject(mara, 'Blank')
})

test.afterAll(async () => {
  await mara?.context.close()
  await server?.close()
  receiver?.close()
})

test('a webhook is made, its secret shown once, and tried', async () => {
  const { page } = mara
  await page.getByRole('button', { name: 'Flows', exact: true }).click()
  await page.getByRole('button', { name: 'Webhooks' }).click()
  const dock = page.getByRole('region', { name: 'Webhooks', exact: true })
  await expect(dock.getByText('No other server is told yet.')).toBeVisible()
  await dock.getByRole('button', { name: 'New webhook' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Address').fill(`http://127.0.0.1:${port}/hook`)
  await dialog.getByRole('checkbox', { name: 'The project was published' }).check()
  expect(await seriousFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Make the webhook' }).click()
  await expect(dock.getByLabel(/^Secret of/)).toHaveValue(/^whsec_/)
  await dock.getByRole('button', { name: 'Send a test' }).click()
  await expect(dock.getByText('Delivered')).toBeVisible()
  await dock.getByText('1 attempt', { exact: false }).click()
  await expect(dock.getByText('answered 200')).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
})

test('a receiver that is gone turns it off, which is seen, and it can be turned on again', async () => {
  const { page } = mara
  const dock = page.getByRole('region', { name: 'Webhooks', exact: true })
  answer = 410
  await dock.getByRole('button', { name: 'Send a test' }).click()
  await expect(dock.getByText('The receiver said that it is gone for good')).toBeVisible({ timeout: 20_000 })
  await expect(page.getByRole('button', { name: 'Webhooks Turned off' })).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  answer = 200
  await dock.getByRole('switch', { name: 'On', exact: true }).click()
  await expect(dock.getByText('The receiver said that it is gone for good')).toHaveCount(0)
  const log = dock.getByRole('region', { name: 'Deliveries of the last 30 days' })
  await log.getByText('Given up').click()
  await log.getByRole('listitem').filter({ hasText: 'Given up' }).getByRole('button', { name: 'Send again' }).click()
  await expect(dock.getByText('Delivered')).toHaveCount(2)

  await dock.getByRole('button', { name: 'Delete', exact: true }).click()
  await dock.getByRole('button', { name: 'Delete with its log' }).click()
  await expect(dock.getByText('No other server is told yet.')).toBeVisible()
  expect(mara.errors).toEqual([])
})
