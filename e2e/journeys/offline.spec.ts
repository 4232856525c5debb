import { expect, test } from '@playwright/test'

import { dragBy, expectStatus, newProject, nodeByText, signUp } from '../fixtures/actors.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

let server: TestServer

test.beforeAll(async () => {
  server = await startServer()
})

test.afterAll(async () => {
  await server?.close()
})

test('a reload without network opens the work from this device; edits made there arrive later', async ({ browser }) => {
  const mara = await signUp(browser, server, 'Mara')
  const { page, context } = mara
  await newProject(mara, 'Order tracking')
  // The service worker must hold the shell before the network goes.
  await page.evaluate(async () => void (await navigator.serviceWorker.ready))
  await page.reload()
  await expectStatus(page, 'Saved')
  await expect.poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)

  await context.setOffline(true)
  await page.reload()
  await expect(page.getByTestId('artboard').getByRole('heading', { level: 1 })).toHaveText('Orders')
  await expect(page.getByTestId('sync-status')).toHaveAttribute('data-kind', 'offline')
  const title = nodeByText(page, /^Orders$/)
  const before = await title.evaluate((node) => (node as HTMLElement).offsetLeft)
  await dragBy(page, title, 100, -10)
  await expectStatus(page, /Offline, \d+ change/)
  await page.reload()
  await expect.poll(() => title.evaluate((node) => (node as HTMLElement).offsetLeft)).toBeGreaterThan(before)
  const moved = await title.evaluate((node) => (node as HTMLElement).offsetLeft)

  // The dashboard lists what this device keeps, says what is only here, and opens it.
  const project = page.url()
  await page.goto(new URL('/', project).href)
  await page.getByText(/\d+ changes? only on this device/).waitFor()
  await page.getByRole('link', { name: 'Order tracking' }).click()
  await expect(page).toHaveURL(project)
  await expectStatus(page, /Offline, \d+ change/)

  await context.setOffline(false)
  await expectStatus(page, 'Saved')
  // Somebody without local state sees it too.
  const fresh = await browser.newContext({
    storageState: await context.storageState({ indexedDB: false }),
    serviceWorkers: 'block',
  })
  const other = await fresh.newPage()
  await other.goto(page.url())
  await expectStatus(other, 'Saved')
  expect(await nodeByText(other, /^Orders$/).evaluate((node) => (node as HTMLElement).offsetLeft)).toBe(moved)
  await fresh.close()
  await context.close()
})
