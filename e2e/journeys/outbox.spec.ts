import { type BrowserContext, expect, type Page, test } from '@playwright/test'

import { type Actor, call, newProject, signUp, tokenOf } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// What a visitor sends without network waits on his device, over a reload, and is stored once.
test.describe.configure({ mode: 'serial' })

let server: TestServer
let mara: Actor
let token: string
let projectId: string
let device: BrowserContext
let app: Page

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  mara = await signUp(browser, server, 'Mara')
  projectId = await newProject(mara, 'Order tracking')
  token = await tokenOf(mara)
  const { page } = mara
  await page.getByRole('button', { name: 'Publish' }).first().click()
  const dialog = page.getByRole('dialog')
  for (const label of ['Let visitors read', 'Let visitors add'])
    await dialog.getByRole('button', { name: label }).click()
  await expect(dialog.getByRole('button', { name: /^Let visitors/ })).toHaveCount(0)
  await dialog.getByRole('button', { name: /^Publish/ }).click()
  const link = dialog.getByRole('link', { name: 'Open app' })
  await expect(link).toBeVisible()
  device = await browser.newContext({ viewport: { width: 390, height: 844 } })
  app = await device.newPage()
  await app.goto((await link.getAttribute('href')) ?? '')
  await app.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
})

test.afterAll(async () => {
  await device?.close()
  await mara?.context.close()
  await server?.close()
})

async function order(customer: string): Promise<void> {
  await app.getByLabel(/Customer/).fill(customer)
  await app.getByLabel(/Product/).fill('Acer palmatum')
  await app.getByRole('button', { name: 'Place order' }).click()
}

async function customers(): Promise<string[]> {
  const { body } = await call<{ data: { customer: string }[] }>(
    server,
    token,
    'GET',
    `/api/dynamic/${projectId}/orders`,
  )
  return body.data.map(({ customer }) => customer).sort()
}

test('without network an answer is kept, through a reload, and sent once there is one', async () => {
  await device.setOffline(true)
  await order('Oakline')
  await expect(app.getByText('Saved on this device. It will be sent when the server can be reached.')).toBeVisible()
  await expect(app.getByText('1 entry is saved on this device and will be sent.')).toBeVisible()
  await app.reload()
  await expect(app.getByText('1 entry is saved on this device and will be sent.')).toBeVisible()
  await order('Fernhill')
  await expect(app.getByText('2 entries are saved on this device and will be sent.')).toBeVisible()
  await app.getByRole('button', { name: 'Show' }).click()
  await expect(app.getByRole('dialog').getByText('Oakline · Acer palmatum')).toBeVisible()
  expect(await seriousFindings(app)).toEqual([])
  await app.getByRole('button', { name: 'Close' }).click()
  expect(await customers()).toEqual([])

  await device.setOffline(false)
  await expect(app.getByText(/saved on this device and/)).toHaveCount(0)
  expect(await customers()).toEqual(['Fernhill', 'Oakline'])
})

test('an answer that was stored and lost on its way back is not stored twice', async () => {
  await app.reload()
  let lost = 0
  await device.route('**/api/dynamic/*/orders', async (route) => {
    if (route.request().method() !== 'POST' || lost > 0) return route.continue()
    lost++
    const { host, pathname } = new URL(route.request().url())
    // By its number: only browsers know names below localhost.
    const url = `http://127.0.0.1:${server.appsPort}${pathname}`
    const stored = await route.fetch({ url, headers: { ...route.request().headers(), host } })
    expect(stored.status()).toBe(201)
    await route.abort('connectionreset')
  })
  await order('Twice')
  await expect(app.getByText(/Saved on this device/)).toBeVisible()
  await app.evaluate(() => dispatchEvent(new Event('online')))
  await expect(app.getByText(/saved on this device and/)).toHaveCount(0)
  expect(lost).toBe(1)
  expect(await customers()).toEqual(['Fernhill', 'Oakline', 'Twice'])
  await device.unroute('**/api/dynamic/*/orders')
})

test('what the server does not take says why, and can be discarded', async () => {
  await device.setOffline(true)
  await app.reload()
  await order('Refused')
  await expect(app.getByText('1 entry is saved on this device and will be sent.')).toBeVisible()
  await device.route('**/api/dynamic/*/orders', (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({ status: 400, json: { title: 'Some values are not valid.', code: 'invalid_input' } })
      : route.continue(),
  )
  await device.setOffline(false)
  await expect(app.getByText('1 entry could not be taken.')).toBeVisible()
  await app.getByRole('button', { name: 'Show' }).click()
  await expect(app.getByText(/Some values are not valid. Try again, or discard it/)).toBeVisible()
  await app.getByRole('button', { name: /^Discard/ }).click()
  await app.getByRole('button', { name: 'Discard for good' }).click()
  await expect(app.getByText('Everything has been sent.')).toBeVisible()
})

test('what waits at an address that the app has left is sent from there, and then the page leads on', async () => {
  const old = new URL(app.url()).host
  await device.unroute('**/api/dynamic/*/orders')
  await app.reload()
  await device.setOffline(true)
  await order('Moved')
  await expect(app.getByText('1 entry is saved on this device and will be sent.')).toBeVisible()
  await app.close()
  const moved = await call(server, token, 'PUT', `/api/projects/${projectId}`, { slug: 'moved-orders' })
  expect(moved.status).toBe(200)

  await device.setOffline(false)
  app = await device.newPage()
  await app.goto(`http://${old}/`)
  await expect(app).toHaveURL(`http://moved-orders.localhost:${server.appsPort}/`)
  expect(await customers()).toContain('Moved')
  await expect(app.getByText('Moved')).toBeVisible()
})
