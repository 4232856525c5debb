import { readFile } from 'node:fs/promises'

import { expect, type Page, test } from '@playwright/test'

import { type Actor, dragBy, expectStatus, newProject, nodeByText, PASSWORD, signUp } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// A sign-in that ends in the middle of work, and a sign-out before the work has arrived.
let server: TestServer
let mara: Actor

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  mara = await signUp(browser, server, 'Mara')
  await newProject(mara, 'Order tracking')
  // The shell must open without network.
  await mara.page.evaluate(async () => void (await navigator.serviceWorker.ready))
  await mara.page.reload()
  await expectStatus(mara.page, 'Saved')
})

test.afterAll(async () => {
  await mara?.context.close()
  await server?.close()
})

const value = (page: Page) => nodeByText(page, /^Value/)
const left = (page: Page) => value(page).evaluate((node) => (node as HTMLElement).offsetLeft)

/** The session ends on the server, as by an administrator or after months. */
async function endSession({ page }: Actor): Promise<void> {
  await page.evaluate(async () => {
    const answer = await fetch('/api/auth/refresh', { method: 'POST', credentials: 'same-origin' })
    const { csrfToken } = (await answer.json()) as { csrfToken: string }
    await fetch('/api/auth/logout', { method: 'POST', headers: { 'x-csrf-token': csrfToken } })
  })
}

async function signIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in', exact: true }).last().click()
}

/** Moves a widget without a server, then goes to the list of projects, where one signs out. */
async function workOffline({ page }: Actor): Promise<number> {
  await expect(page.getByTestId('sync-status')).toHaveAttribute('data-kind', 'offline')
  await dragBy(page, value(page), 0, 12)
  await dragBy(page, value(page), -12, 0)
  await expectStatus(page, 'Offline, 2 changes on this device')
  const moved = await left(page)
  await page.getByRole('button', { name: 'Order tracking' }).click()
  await page.getByRole('menuitem', { name: 'To your projects' }).click()
  await page.getByRole('button', { name: 'Account of Mara' }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('dialog')).toContainText('2 changes are only on this device')
  return moved
}

test('an ended sign-in keeps the work; signing in again in the same place sends it', async ({ browser }) => {
  const { page, email } = mara
  const other = await signUp(browser, server, 'Olga')
  await other.context.close()
  await page.evaluate(() => Object.assign(window, { stayed: true }))
  await endSession(mara)
  await dragBy(page, value(page), 30, 0)
  await expectStatus(page, 'Sign in to send 1 change')
  const moved = await left(page)
  await page.getByRole('status').getByRole('button', { name: 'Sign in' }).click()
  await page.screenshot({ path: 'test-results/shots/sign-in-again.png' })
  await signIn(page, other.email)
  await expect(page.getByRole('alert')).toContainText('Only Mara can send them')
  await signIn(page, email)
  await expectStatus(page, 'Saved')
  expect(await left(page)).toBe(moved)
  expect(await page.evaluate(() => 'stayed' in window)).toBe(true)
  const fresh = await browser.newContext({ storageState: await mara.context.storageState({ indexedDB: false }) })
  const again = await fresh.newPage()
  await again.goto(page.url())
  await expectStatus(again, 'Saved')
  expect(await left(again)).toBe(moved)
  await fresh.close()
})

test('signing out without network asks: a copy as a file, and what is kept is sent after the next sign-in', async () => {
  const { page, context, email } = mara
  const projectUrl = page.url()
  await context.setOffline(true)
  const moved = await workOffline(mara)
  await page.screenshot({ path: 'test-results/shots/sign-out.png' })
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download a copy' }).click()
  const file: unknown = JSON.parse(await readFile(await (await downloading).path(), 'utf8'))
  expect(file).toMatchObject({ format: 'axiom-changes', projects: [{ name: 'Order tracking', changes: 2 }] })
  expect(JSON.stringify(file)).toContain('"key":"frame"')
  await page.getByRole('button', { name: 'Sign out, keep them here' }).click()
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible()
  await context.setOffline(false)
  // The cookie is still good, but he has gone: nobody is signed in by a reload.
  await page.goto(projectUrl)
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible()
  await signIn(page, email)
  await expectStatus(page, 'Saved')
  expect(page.url()).toBe(projectUrl)
  expect(await left(page)).toBe(moved)
})

test('what one discards at the sign-out is gone, and nothing else; the file of it brings it back', async () => {
  const { page, email } = mara
  const projectUrl = page.url()
  const before = await left(page)
  // Without network alone the browser would still hold what it has sent, and deliver it later.
  await server.kill()
  const moved = await workOffline(mara)
  const downloading = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Download a copy' }).click()
  const file = await (await downloading).path()
  await page.getByRole('button', { name: 'Sign out and discard them' }).click()
  await expect(page.getByRole('heading', { name: 'Welcome back' })).toBeVisible()
  await server.restart()
  await page.goto(projectUrl)
  await signIn(page, email)
  await expectStatus(page, 'Saved')
  expect(await left(page)).toBe(before)

  await page.getByRole('button', { name: 'Order tracking' }).click()
  await page.getByRole('menuitem', { name: 'Copies on this device' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Nothing had to be put aside')
  await dialog.getByLabel('Choose a file').setInputFiles({ name: 'x.json', mimeType: '', buffer: Buffer.from('{}') })
  await expect(dialog.getByRole('alert')).toContainText('This is no file of changes')
  await dialog.getByLabel('Choose a file').setInputFiles(file)
  await expect(dialog).toContainText(/changes? (is|are) not in the project/)
  expect(await seriousFindings(page)).toEqual([])
  await page.screenshot({ path: 'test-results/shots/copies.png' })
  await dialog.getByRole('button', { name: 'Bring back' }).click()
  await expect(dialog).toContainText('All of it is in the project.')
  await page.keyboard.press('Escape')
  await expect.poll(() => left(page)).toBe(moved)
  await expectStatus(page, 'Saved')
  expect(mara.errors).toEqual([])
})
