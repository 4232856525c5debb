import { expect, test } from '@playwright/test'

import { dragBy, expectStatus, invite, newProject, nodeByText, signUp } from '../fixtures/actors.ts'
import { insert, layer } from '../fixtures/editing.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

let server: TestServer

test.beforeAll(async () => {
  server = await startServer()
})

test.afterAll(async () => {
  await server?.close()
})

test('a reload without network opens the work from this device; edits made there meet those of others later', async ({
  browser,
}) => {
  const mara = await signUp(browser, server, 'Mara')
  const { page, context } = mara
  const ben = await signUp(browser, server, 'Ben')
  await invite(server, mara, ben, await newProject(mara, 'Order tracking'))
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
  await layer(ben.page, 'Subtitle').click()
  await ben.page.keyboard.press('Delete')
  await expectStatus(ben.page, 'Saved')
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
  await expect(layer(page, 'Subtitle')).toHaveCount(0)
  const left = (): Promise<number> =>
    nodeByText(ben.page, /^Orders$/).evaluate((node) => (node as HTMLElement).offsetLeft)
  await expect.poll(left).toBe(moved)
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
  await ben.context.close()
  await context.close()
})

test('who comes back after hours is told what others changed, and sees it on the canvas', async ({ browser }) => {
  const mara = await signUp(browser, server, 'Mara2')
  const ben = await signUp(browser, server, 'Ben2')
  const projectId = await newProject(mara, 'Order tracking')
  await invite(server, mara, ben, projectId)
  await ben.context.setOffline(true)
  await expectStatus(ben.page, 'Offline')
  await insert(ben.page, 'divider')
  await layer(mara.page, 'Title').click()
  await mara.page.keyboard.press('Delete')
  await expectStatus(mara.page, 'Saved')
  // As if three hours had gone by.
  await ben.page.evaluate(() => {
    const key = Object.keys(localStorage).find((name) => name.startsWith('axiom:seen:')) ?? ''
    localStorage.setItem(key, String(Number(localStorage.getItem(key)) - 3 * 3_600_000))
  })
  await ben.context.setOffline(false)
  await expectStatus(ben.page, 'Saved')
  await expect(
    ben.page.getByRole('alert').getByText('You were last connected 3 hours ago. Since then others changed 1 widget'),
  ).toBeVisible()
  await ben.page.getByRole('button', { name: 'Show', exact: true }).click()
  await expect(ben.page.getByTestId('comparison')).toContainText('While you were away others changed this')
  await expect(ben.page.getByTestId('comparison')).toContainText('1 removed')
  await mara.context.close()
  await ben.context.close()
})
