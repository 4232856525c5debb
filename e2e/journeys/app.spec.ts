import { expect, type Page, test } from '@playwright/test'

import { type Actor, call, expectStatus, newProject, signUp, tokenOf } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// An app of two screens: made in the editor without code, then used by a visitor on a phone.
test.describe.configure({ mode: 'serial' })

let server: TestServer
let mara: Actor
let projectId: string

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  mara = await signUp(browser, server, 'Mara')
  projectId = await newProject(mara, 'Order tracking')
})

test.afterAll(async () => {
  await mara?.context.close()
  await server?.close()
})

const layer = (page: Page, name: string) => page.getByTestId('layers-tree').getByText(name, { exact: true })

/** By the command palette, as a keyboard does it. */
async function insert(page: Page, widget: string): Promise<void> {
  await page.getByTestId('canvas').focus()
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByPlaceholder('Type a command or a widget').fill(`Insert ${widget}`)
  await page.keyboard.press('Enter')
}

async function addAction(page: Page, event: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Add an action: ${event}` }).click()
  await page.getByRole('menuitem', { name: action }).click()
  await expect(page.getByRole('group', { name: action }).last()).toBeVisible()
}

/** Writes an expression for a value of an action. */
async function writeExpression(page: Page, label: string, source: string): Promise<void> {
  const group = page.getByRole('group')
  await group
    .getByRole('button', { name: `Use an expression for ${label}` })
    .last()
    .click()
  const field = group.getByLabel(`Expression for ${label}`).last()
  await field.fill(source)
  await field.blur()
}

test('a screen with a parameter, and actions for its records', async () => {
  const { page } = mara
  await page.getByRole('button', { name: 'Add screen', exact: true }).click()
  await page.getByLabel('Address', { exact: true }).fill('/orders/:id')
  await page.keyboard.press('Enter')
  await insert(page, 'Button')
  await page.getByRole('tab', { name: 'Events' }).click()
  await addAction(page, 'On click', 'Update record')
  await expect(page.getByLabel('Record', { exact: true })).toHaveValue('params.id')
  await page.getByLabel('Status', { exact: true }).selectOption('"Delivered"')
  await addAction(page, 'On click', 'Show message')
  await writeExpression(page, 'Message', '"Delivered to " & record.customer')
  await addAction(page, 'On click', 'Go to screen')
  await expect(page.getByText(/Expressions can read record, state, params/)).toBeVisible()
})

test('a row of the table leads there; a mistake in an expression is said at once', async () => {
  const { page } = mara
  await page.getByRole('button', { name: 'Orders', exact: true }).click()
  await layer(page, 'Orders table').click()
  await page.getByRole('tab', { name: 'Events' }).click()
  await addAction(page, 'On click on a row', 'Go to screen')
  await page
    .getByRole('group', { name: 'Go to screen' })
    .getByLabel('Screen', { exact: true })
    .selectOption({ label: 'Screen 2' })
  await writeExpression(page, ':id', 'row.')
  await expect(page.getByRole('group', { name: 'Go to screen' }).getByRole('status')).toBeVisible()
  await page.getByLabel('Expression for :id').fill('row.id')
  await page.getByLabel('Expression for :id').blur()
  await expect(page.getByRole('group', { name: 'Go to screen' }).getByRole('status')).toHaveCount(0)
  await expectStatus(page, 'Saved')
})

test('publishing says what its visitors need, and a visitor uses it on a phone', async ({ browser }) => {
  const { page: editor } = mara
  await editor.getByRole('button', { name: 'Publish' }).first().click()
  const dialog = editor.getByRole('dialog')
  await expect(dialog.getByText('Button changes Orders, but visitors may not.')).toBeVisible()
  for (const label of ['Let visitors read', 'Let visitors add', 'Let visitors change']) {
    await dialog.getByRole('button', { name: label }).click()
  }
  await expect(dialog.getByRole('button', { name: /^Let visitors/ })).toHaveCount(0)
  await dialog.getByRole('button', { name: /^Publish/ }).click()
  await expect(dialog.getByRole('link', { name: 'Open app' })).toBeVisible()
  await editor.keyboard.press('Escape')

  const token = await tokenOf(mara)
  const { slug } = (await call<{ slug: string }>(server, token, 'GET', `/api/projects/${projectId}`)).body
  const visitor = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const page = await visitor.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  await page.goto(`http://${slug}.localhost:${server.appsPort}/`)
  // The first load stays small: scripts without the engine of expressions, as they come over the wire.
  const scripts = await page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter(({ name }) => name.endsWith('.js'))
      .map(({ name, transferSize }) => ({ name, transferSize })),
  )
  expect(scripts.filter(({ name }) => /jsonata|re2/.test(name))).toEqual([])
  expect(scripts.reduce((sum, { transferSize }) => sum + transferSize, 0)).toBeLessThan(120_000)
  const width = () => page.evaluate(() => document.documentElement.scrollWidth)
  expect(await width()).toBe(390)

  await page.getByRole('button', { name: 'Place order' }).click()
  await expect(page.getByRole('alert')).toContainText('Customer, Product')
  await expect(page.getByLabel(/Customer/)).toBeFocused()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByLabel(/Customer/).fill('Oakline')
  await page.getByLabel(/Product/).fill('Acer palmatum')
  const button = page.getByRole('button', { name: 'Place order' })
  const before = await button.boundingBox()
  await page.getByLabel(/Product/).blur()
  expect(await button.boundingBox()).toEqual(before)
  await button.click()
  await expect(page.getByText('Thank you.')).toBeVisible()

  await page.getByRole('button', { name: 'Customer: Oakline' }).click()
  await expect(page).toHaveURL(/\/orders\/[^/]+$/)
  await page.getByRole('button', { name: 'Button' }).click()
  await expect(page.getByText('Delivered to Oakline')).toBeVisible()
  await expect(page).toHaveURL(/\/$/)
  await expect(page.getByRole('listitem')).toContainText(['Delivered'])
  expect(await seriousFindings(page)).toEqual([])
  expect(await width()).toBe(390)

  // Where the desktop's places don't fit, things stand below each other.
  await page.setViewportSize({ width: 820, height: 1180 })
  await expect.poll(width).toBe(820)
  await page.goto(`http://${slug}.localhost:${server.appsPort}/no/such/page`)
  await page.getByRole('button', { name: 'Go to the first page' }).click()
  await expect(page.getByRole('listitem')).toHaveCount(1)
  expect(errors).toEqual([])
  await visitor.close()
})
