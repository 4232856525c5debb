import { chromium, expect, test } from '@playwright/test'

import { call, dragBy, expectStatus, newProject, nodeByText, signUp, tokenOf } from '../fixtures/actors.ts'
import { CHROMIUM } from '../fixtures/chromium.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

let server: TestServer

test.beforeAll(async () => {
  server = await startServer()
})

test.afterAll(async () => {
  await server?.close()
})

test('the editor works on a plain-HTTP name of the network', async () => {
  // Not a secure context: no service worker, no Web Locks, no randomUUID. The name is mapped to loopback by the browser.
  const browser = await chromium.launch({
    ...CHROMIUM,
    args: [...CHROMIUM.args, '--host-resolver-rules=MAP axiom.lan 127.0.0.1'],
  })
  const base = `http://axiom.lan:${server.port}`
  const mara = await signUp(browser, server, 'Lan', base)
  const { page } = mara
  expect(await page.evaluate(() => isSecureContext)).toBe(false)
  await newProject(mara, 'Order tracking')
  await expect(page.locator('body')).toContainText('Offline work needs HTTPS')
  await dragBy(page, nodeByText(page, /^Orders$/), 60, -10)
  await expectStatus(page, 'Saved')
  // Nothing is kept on this device, so leaving asks as long as something has not arrived; then it goes by itself.
  await server.kill()
  await dragBy(page, nodeByText(page, /^Orders$/), 0, 20)
  await expectStatus(page, 'Offline, 1 change')
  await page.getByRole('button', { name: 'Order tracking' }).click()
  await page.getByRole('menuitem', { name: 'To your projects' }).click()
  await expect(page.getByRole('dialog')).toContainText('1 change has not arrived yet')
  await server.restart()
  await expect(page.getByRole('heading', { name: 'Projects' })).toBeVisible()
  expect(mara.errors).toEqual([])
  await browser.close()
})

test('a viewer sees everything and changes nothing', async ({ browser }) => {
  const owner = await signUp(browser, server, 'Owner')
  const guest = await signUp(browser, server, 'Guest')
  const projectId = await newProject(owner, 'Order tracking')
  const token = await tokenOf(owner)
  await call(server, token, 'POST', `/api/projects/${projectId}/members`, { email: guest.email, role: 'viewer' })
  await guest.page.goto(`${server.url}/p/${projectId}`)
  await expect(guest.page.getByTestId('artboard')).toBeVisible()
  const title = nodeByText(guest.page, /^Orders$/)
  const before = await title.evaluate((node) => (node as HTMLElement).offsetLeft)
  await dragBy(guest.page, title, 100, 0)
  expect(await title.evaluate((node) => (node as HTMLElement).offsetLeft)).toBe(before)
  expect(await nodeByText(owner.page, /^Orders$/).evaluate((node) => (node as HTMLElement).offsetLeft)).toBe(before)
  await owner.context.close()
  await guest.context.close()
})
