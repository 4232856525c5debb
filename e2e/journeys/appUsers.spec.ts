import { type Browser, expect, type Page, test } from '@playwright/test'

import { type Actor, call, expectStatus, newProject, signUp, tokenOf } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// An app whose page is for people with an account of it, made without code; each of them has his own rows.
test.describe.configure({ mode: 'serial' })

const PASSWORD = 'a long enough password'

let server: TestServer
let mara: Actor
let projectId: string
let appUrl: string

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  mara = await signUp(browser, server, 'Mara')
  projectId = await newProject(mara, 'Order tracking')
})

test.afterAll(async () => {
  await mara?.context.close()
  await server?.close()
})

async function signUpAtApp(browser: Browser, name: string): Promise<Page> {
  const context = await browser.newContext()
  const page = await context.newPage()
  await page.goto(appUrl)
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await page.getByRole('link', { name: 'Create an account' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Email').fill(`${name.toLowerCase()}@visitors.example`)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('link', { name, exact: true })).toBeVisible()
  return page
}

/** The customer is a text field of the template’s form. */
async function order(page: Page, customer: string): Promise<void> {
  await page.getByLabel(/Customer/).fill(customer)
  await page.getByLabel(/Product/).fill('Acer')
  await page.getByRole('button', { name: 'Place order' }).click()
}

test('the owner guards a screen, gives each visitor his own rows and opens registration', async () => {
  const { page } = mara
  await page.getByLabel('Open to').selectOption({ label: 'App users' })
  await page.getByRole('button', { name: 'Data', exact: true }).click()
  await page.getByRole('radio', { name: 'Rules' }).click()
  for (const rule of ['List', 'Read one', 'Create', 'Change', 'Delete'])
    await page.getByLabel(rule, { exact: true }).selectOption({ label: 'App users, their own records only' })
  await expectStatus(page, 'Saved')
  await page.getByRole('button', { name: 'Publications' }).click()
  await page.getByRole('tab', { name: 'App users' }).click()
  await page.getByRole('switch', { name: 'Visitors can make an account' }).click()
  await expect(page.getByText('Nobody has an account yet.')).toBeVisible()
  await page.getByLabel('New role').fill('Not a role')
  await page.keyboard.press('Enter')
  await expect(page.getByText(/Lower-case letters/)).toBeVisible()
  await page.getByLabel('New role').fill('cook')
  await page.keyboard.press('Enter')
  await expect(page.getByText('cook', { exact: true })).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  const made = await call<{ appUrl: string }>(
    server,
    await tokenOf(mara),
    'POST',
    `/api/projects/${projectId}/publish`,
    {},
  )
  appUrl = made.body.appUrl
})

test('what is on the guarded screen is not sent to a stranger', async ({ page }) => {
  const answer = await page.goto(`${appUrl}/app.json`)
  const app = (await answer?.json()) as { nodes: unknown[]; screens: { name: string }[]; visitor: unknown }
  expect(app).toMatchObject({ nodes: [], screens: [{ name: '' }], visitor: null })
})

test('a visitor signs up, sees only his own rows, and signs out; the next one sees nothing of him', async ({
  browser,
}) => {
  const ann = await signUpAtApp(browser, 'Ann')
  await order(ann, 'Ann’s order')
  await expect(ann.getByRole('cell', { name: 'Ann’s order' })).toBeVisible()
  expect(await seriousFindings(ann)).toEqual([])

  const bob = await signUpAtApp(browser, 'Bob')
  await order(bob, 'Bob’s order')
  await expect(bob.getByRole('cell', { name: 'Bob’s order' })).toBeVisible()
  await expect(bob.getByText('Ann’s order')).toHaveCount(0)
  await expect(ann.getByText('Bob’s order')).toHaveCount(0)

  await ann.getByRole('link', { name: 'Ann', exact: true }).click()
  await expect(ann.getByRole('heading', { name: 'Your account' })).toBeVisible()
  expect(await seriousFindings(ann)).toEqual([])
  await ann.getByRole('button', { name: 'Sign out' }).click()
  await expect(ann.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect(ann.getByText('Ann’s order')).toHaveCount(0)

  await ann.getByLabel('Email').fill('ann@visitors.example')
  await ann.getByLabel('Password').fill('not her password')
  await ann.getByRole('button', { name: 'Sign in' }).click()
  await expect(ann.getByRole('alert')).toContainText('Email or password is wrong')
  expect(await seriousFindings(ann)).toEqual([])
  await ann.getByLabel('Password').fill(PASSWORD)
  await ann.getByRole('button', { name: 'Sign in' }).click()
  await expect(ann.getByRole('cell', { name: 'Ann’s order' })).toBeVisible()
  await ann.context().close()
  await bob.context().close()
})

test('the owner sees them, and a blocked one is out at once', async ({ browser }) => {
  const { page } = mara
  const cara = await signUpAtApp(browser, 'Cara')
  await page.reload()
  await page.getByRole('button', { name: 'Publications' }).click()
  await page.getByRole('tab', { name: 'App users' }).click()
  await page.getByRole('button', { name: 'Actions for Cara' }).click()
  await page.getByRole('menuitem', { name: 'Block' }).click()
  await expect(page.getByText('blocked')).toBeVisible()
  await expect(async () => {
    await cara.reload()
    await expect(cara.getByRole('heading', { name: 'Sign in' })).toBeVisible({ timeout: 2_000 })
  }).toPass()
  await cara.context().close()
})
