import { type BrowserContext, expect, type Page, test } from '@playwright/test'

import { type Actor, call, newProject, signUp, tokenOf } from '../fixtures/actors.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// An app on a device: it starts without network, changes release as a whole, and forgets who signs out.
test.describe.configure({ mode: 'serial' })

let server: TestServer
let mara: Actor
let token: string
let projectId: string
let appUrl: string
let device: BrowserContext
let app: Page

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  mara = await signUp(browser, server, 'Mara')
  projectId = await newProject(mara, 'Order tracking')
  token = await tokenOf(mara)
  appUrl = (await publish()).appUrl
  device = await browser.newContext({ viewport: { width: 390, height: 844 } })
  app = await device.newPage()
})

test.afterAll(async () => {
  await device?.close()
  await mara?.context.close()
  await server?.close()
})

async function publish(): Promise<{ appUrl: string }> {
  return (await call<{ appUrl: string }>(server, token, 'POST', `/api/projects/${projectId}/publish`, {})).body
}

async function openAndKeep(): Promise<void> {
  await app.goto(appUrl)
  await app.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
}

test('Chromium finds nothing that keeps it from being installed', async () => {
  await openAndKeep()
  const chromium = await device.newCDPSession(app)
  const manifest = await chromium.send('Page.getAppManifest')
  expect(manifest.errors).toEqual([])
  expect(manifest.url).toBe(`${appUrl}/-/manifest.webmanifest`)
  const { installabilityErrors } = await chromium.send('Page.getInstallabilityErrors')
  // A window without a profile cannot install anything; nothing else may stand in the way.
  expect(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')).toEqual([])
})

test('it starts without network, on every page of it', async () => {
  await device.setOffline(true)
  await app.reload()
  await expect(app.getByRole('button', { name: 'Place order' })).toBeVisible()
  await app.goto(`${appUrl}/no/such/page`)
  await app.getByRole('button', { name: 'Go to the first page' }).click()
  await expect(app.getByRole('button', { name: 'Place order' })).toBeVisible()
  await device.setOffline(false)
})

test('a newer release is offered once, and comes as a whole when the visitor says so', async () => {
  await app.goto(appUrl)
  await app.getByLabel(/Customer/).fill('half filled in')
  await publish()
  await app.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await expect(app.getByText(/There is a newer version/)).toBeVisible()
  await expect(app.getByLabel(/Customer/)).toHaveValue('half filled in')
  await app.getByRole('button', { name: 'Reload' }).click()
  await expect(app.getByRole('button', { name: 'Place order' })).toBeVisible()
  await app.evaluate(() => document.dispatchEvent(new Event('visibilitychange')))
  await expect(app.getByText(/There is a newer version/)).toHaveCount(0)
})

test('who signs out leaves nothing of an app that is not open to everybody', async () => {
  await call(server, token, 'PUT', `/api/projects/${projectId}/app-access`, { entrance: 'appUsers', frameOrigins: [] })
  const settings = { registration: 'open', verifyEmail: false, roles: [] }
  await call(server, token, 'PUT', `/api/projects/${projectId}/app-user-settings`, settings)
  await openAndKeep()
  await app.getByRole('link', { name: 'Create an account' }).click()
  await app.getByLabel('Name').fill('Ada')
  await app.getByLabel('Email').fill('ada@visitors.example')
  await app.getByLabel('Password', { exact: true }).fill('a long enough password')
  await app.getByRole('button', { name: 'Create account' }).click()
  await expect(app.getByRole('button', { name: 'Place order' })).toBeVisible()

  await device.setOffline(true)
  await app.goto(appUrl)
  await expect(app.getByRole('link', { name: 'Ada', exact: true })).toBeVisible()
  await expect(app.getByRole('button', { name: 'Place order' })).toBeVisible()

  await device.setOffline(false)
  await app.getByRole('link', { name: 'Ada', exact: true }).click()
  await app.getByRole('button', { name: 'Sign out' }).click()
  await expect(app.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await device.setOffline(true)
  await app.goto(appUrl)
  await expect(app.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  const kept = await app.evaluate(async () => (await (await caches.open('axiom-app')).match('/app.json'))?.text())
  expect(kept ?? '').not.toContain('Ada')
  expect((JSON.parse(kept ?? '') as { nodes: unknown[] }).nodes).toEqual([])
  await device.setOffline(false)
})
