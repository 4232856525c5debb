import { expect, test, type Page } from '@playwright/test'

import { call, expectStatus, invite, nodeByText, signUp, tokenOf } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

let server: TestServer

test.beforeAll(async () => {
  server = await startServer()
})

test.afterAll(async () => {
  await server?.close()
})

const BRIEF = 'Inventory for a small shop with suppliers and reorder levels'

const row = (page: Page, name: string) => page.locator('.ax-change').filter({ hasText: name })

/** In the editor, by the command palette. */
async function describeChange(page: Page, brief: string): Promise<void> {
  await page.getByTestId('canvas').focus()
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByPlaceholder('Type a command or a widget').fill('Describe')
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').getByLabel('What should change?').fill(brief)
  await page.keyboard.press('ControlOrMeta+Enter')
}

test('a brief becomes a suggestion that two people see, accept in parts and whole, and take back; the app works', async ({
  browser,
}) => {
  const mara = await signUp(browser, server, 'Mara')
  const { page } = mara
  await page.getByRole('button', { name: 'Describe what you need' }).click()
  const dialog = page.getByRole('dialog', { name: 'Describe what you need' })
  expect(await seriousFindings(page)).toEqual([])
  await dialog.getByLabel('What do you need?').fill(BRIEF)
  await dialog.getByRole('button', { name: 'Suggest', exact: true }).click()
  await expect(page.getByTestId('comparison')).toContainText(`${BRIEF} if you accept it`)
  await expect(page.getByText('Built-in rules')).toBeVisible()
  await expect(row(page, 'Model Products')).toContainText('Will be added, with 8 fields')
  expect(await seriousFindings(page)).toEqual([])

  // A new screen is looked at before it is there.
  await row(page, 'Screen Suppliers').getByRole('button').first().click()
  await expect(page.getByRole('group', { name: /^The screen as it was/ })).toContainText('New supplier')
  await expect(page.getByLabel('Its screen')).toHaveValue(/./)

  const ben = await signUp(browser, server, 'Ben')
  const projectId = /\/p\/([^/?#]+)/.exec(page.url())?.[1] ?? ''
  await invite(server, mara, ben, projectId)
  await ben.page.getByRole('button', { name: 'Versions' }).first().click()
  await ben.page.getByRole('radio', { name: 'Suggestions (1)' }).click()
  await ben.page.getByRole('button', { name: new RegExp(BRIEF) }).click()
  await expect(row(ben.page, 'Model Suppliers')).toBeVisible()

  await row(page, 'Model Products').getByRole('button', { name: 'Accept this one' }).click()
  await expect(row(page, 'Model Products')).toHaveCount(0)
  await expect(row(page, 'Model Suppliers')).toBeVisible()
  await page.getByRole('button', { name: 'Accept all' }).click()
  await expect(nodeByText(ben.page, /^Overview$/)).toBeVisible()
  await page.getByRole('button', { name: 'Take back what was accepted' }).click()
  await expect(nodeByText(ben.page, /^Overview$/)).toHaveCount(0)
  await page.getByRole('button', { name: 'Accept all' }).click()
  await expect(nodeByText(page, /^Overview$/)).toBeVisible()
  await expectStatus(page, 'Saved')

  const token = await tokenOf(mara)
  const { slug } = (await call<{ slug: string }>(server, token, 'GET', `/api/projects/${projectId}`)).body
  expect((await call(server, token, 'POST', `/api/projects/${projectId}/publish`, {})).status).toBe(201)
  const app = await mara.context.newPage()
  await app.goto(`http://${slug}.localhost:${server.appsPort}/suppliers`)
  await expect(app.getByRole('button', { name: 'Save' })).toBeVisible()
  await app.close()
  await describeChange(page, 'Add a shelf to products')
  await expect(row(page, 'Field Shelf')).toBeVisible()
  await page.getByRole('button', { name: 'Accept all' }).click()
  await describeChange(page, 'Add a shelf to products')
  await expect(page.getByRole('dialog').getByText('The project has all of that already.')).toBeVisible()
  expect([...mara.errors, ...ben.errors]).toEqual([])
  await mara.context.close()
  await ben.context.close()
})

test('without connection it says so, and the words stay', async ({ browser }) => {
  const mara = await signUp(browser, server, 'Cleo')
  const { page } = mara
  await page.getByRole('button', { name: 'Describe what you need' }).click()
  const words = page.getByRole('dialog').getByLabel('What do you need?')
  await words.fill(BRIEF)
  await mara.context.setOffline(true)
  await page.getByRole('button', { name: 'Suggest', exact: true }).click()
  await expect(page.getByText('The server cannot be reached, and suggestions are made there.')).toBeVisible()
  await mara.context.setOffline(false)
  await expect(words).toHaveValue(BRIEF)
  await page.getByRole('button', { name: 'Suggest', exact: true }).click()
  await expect(page.getByTestId('comparison')).toBeVisible()
  await mara.context.close()
})
