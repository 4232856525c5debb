import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

import { chromium, expect, test } from '@playwright/test'

import { call, dragBy, expectStatus, newProject, nodeByText, signUp, tokenOf } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

let server: TestServer

test.beforeAll(async () => {
  server = await startServer()
})

test.afterAll(async () => {
  await server?.close()
})

const SHOTS = join(import.meta.dirname, '../../test-results/shots')

for (const scheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious, ${scheme}`, async ({ browser }) => {
    await mkdir(SHOTS, { recursive: true })
    const outside = await browser.newContext({ colorScheme: scheme })
    const signIn = await outside.newPage()
    await signIn.goto(`${server.url}/sign-in`)
    await expect(signIn.getByRole('button', { name: 'Sign in' })).toBeVisible()
    expect(await seriousFindings(signIn)).toEqual([])
    await outside.close()

    const mara = await signUp(browser, server, `Mara${scheme}`)
    const { page } = mara
    await page.emulateMedia({ colorScheme: scheme })
    expect(await seriousFindings(page)).toEqual([])
    await page.screenshot({ path: join(SHOTS, `dashboard.${scheme}.png`) })
    const projectId = await newProject(mara, 'Order tracking')
    await expect(page.getByTestId('artboard').getByRole('table')).toBeVisible()
    expect(await seriousFindings(page)).toEqual([])
    await page.screenshot({ path: join(SHOTS, `editor.${scheme}.png`) })

    await page.goto(`${server.url}/docs`)
    await page.getByRole('link', { name: 'Make a project from a template' }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'Make a project from a template' })).toBeVisible()
    expect(await seriousFindings(page)).toEqual([])

    const token = await tokenOf(mara)
    const release = await call<{ appUrl: string }>(server, token, 'POST', `/api/projects/${projectId}/publish`, {})
    expect(release.status).toBe(201)
    await page.goto(release.body.appUrl)
    await expect(page.getByRole('form')).toBeVisible()
    expect(await seriousFindings(page)).toEqual([])
    await page.setViewportSize({ width: 390, height: 844 })
    await page.screenshot({ path: join(SHOTS, `app.phone.${scheme}.png`) })
    expect(mara.errors).toEqual([])
    await mara.context.close()
  })
}

test('the editor works on a plain-HTTP name of the network', async () => {
  // Not a secure context: no service worker, no Web Locks, no randomUUID. The name is mapped to loopback by the browser.
  const browser = await chromium.launch({
    ...(process.env['CHROMIUM'] ? { executablePath: process.env['CHROMIUM'] } : {}),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP axiom.lan 127.0.0.1',
    ],
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
