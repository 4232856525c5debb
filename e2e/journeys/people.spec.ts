import { type Browser, expect, type Page, test } from '@playwright/test'

import { type Actor, expectStatus, newProject, signUp } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { insert, layer } from '../fixtures/editing.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// People who use an app give each other tasks: first each only himself, then, when the owner lets them, others by name.
test.describe.configure({ mode: 'serial' })

const PASSWORD = 'a long enough password'

let server: TestServer
let mara: Actor
let appUrl: string
let ada: Page

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  mara = await signUp(browser, server, 'Mara')
  await newProject(mara, 'Blank')
})

test.afterAll(async () => {
  await ada?.context().close()
  await mara?.context.close()
  await server?.close()
})

async function signUpAtApp(browser: Browser, name: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const page = await context.newPage()
  await page.goto(`${appUrl}/-/sign-up`)
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Email').fill(`${name.replace(' ', '.').toLowerCase()}@visitors.example`)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('combobox', { name: 'Assignee' })).toBeVisible()
  return page
}

async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('tab', { name: 'Content' }).click()
  await page
    .getByRole('complementary', { name: 'Inspector' })
    .getByLabel(label, { exact: true })
    .selectOption({ label: option })
}

/** The input that was inserted last. */
async function fillIn(page: Page, field: string): Promise<void> {
  await choose(page, 'Field', field)
  await page.getByLabel('Label', { exact: true }).fill(field)
  await page.keyboard.press('Enter')
}

test('a form asks for a person, and publishing says that visitors find nobody yet', async () => {
  const { page } = mara
  await page.getByRole('button', { name: 'Data', exact: true }).click()
  await page.getByRole('button', { name: 'New from CSV' }).first().click()
  const dialog = page.getByRole('dialog')
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    dialog.getByRole('button', { name: 'Choose a file' }).click(),
  ])
  await chooser.setFiles({ name: 'tasks.csv', mimeType: 'text/csv', buffer: Buffer.from('Title\nFirst\n') })
  await dialog.getByRole('button', { name: /^Create with/ }).click()
  await expect(dialog.getByRole('status')).toHaveText(/imported/)
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await page.getByRole('radio', { name: 'Fields' }).click()
  await page.getByRole('button', { name: 'Add field' }).click()
  await page.getByRole('textbox', { name: 'Label' }).fill('Assignee')
  await page.keyboard.press('Enter')
  await page.getByRole('combobox', { name: 'Type' }).selectOption({ label: 'Person' })
  await page.getByRole('radio', { name: 'Rules' }).click()
  for (const rule of ['List', 'Read one', 'Create'])
    await page.getByLabel(rule, { exact: true }).selectOption({ label: 'App users' })
  await page.getByRole('button', { name: 'Layers' }).click()

  await insert(page, 'Table')
  await choose(page, 'Shows', 'Tasks')
  await layer(page, 'Table').click()
  await page.keyboard.press('Escape')
  await insert(page, 'Form')
  await choose(page, 'Saves to', 'Tasks')
  await insert(page, 'Text input')
  await fillIn(page, 'Title')
  await insert(page, 'Select')
  await fillIn(page, 'Assignee')
  await expectStatus(page, 'Saved')

  await page.getByRole('button', { name: 'Publications' }).click()
  await page.getByRole('tab', { name: 'App users' }).click()
  await page.getByRole('switch', { name: 'Visitors can make an account' }).click()
  await page.getByRole('button', { name: 'Publish' }).first().click()
  const publish = page.getByRole('dialog')
  await publish.getByLabel('Who may open the app').selectOption({ label: 'App users' })
  await expect(publish.getByText(/Select asks for a person/)).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await publish.getByRole('button', { name: /^Publish/ }).click()
  appUrl = (await publish.getByRole('link', { name: 'Open app' }).getAttribute('href')) ?? ''
  await page.keyboard.press('Escape')
})

test('until it is allowed somebody can choose himself only', async ({ browser }) => {
  const grace = await signUpAtApp(browser, 'Grace Hopper')
  await grace.context().close()
  ada = await signUpAtApp(browser, 'Ada Lovelace')
  await ada.getByRole('combobox', { name: 'Assignee' }).click()
  await expect(ada.getByRole('listbox').getByRole('option')).toHaveText(['Me (Ada Lovelace)'])
  expect(await seriousFindings(ada)).toEqual([])
  await ada.getByRole('combobox', { name: 'Assignee' }).fill('grace')
  await expect(ada.getByText('Nobody found')).toBeVisible()
  await ada.getByRole('combobox', { name: 'Assignee' }).fill('ad')
  await ada.getByRole('option', { name: 'Me (Ada Lovelace)' }).click()
  await ada.getByLabel('Title').fill('Write it down')
  await ada.getByRole('button', { name: 'Send' }).click()
  await expect(ada.getByText('Thank you.')).toBeVisible()
  await expect(ada.getByRole('listitem').filter({ hasText: 'Write it down' })).toContainText('Ada Lovelace')
})

test('once it is, others are found by name, and tables show their names', async () => {
  const { page } = mara
  await page.getByRole('switch', { name: 'Signed-in people may find each other by name' }).click()
  await expect(page.getByText(/can search the names of all others/)).toBeVisible()
  await ada.getByRole('button', { name: 'New entry' }).click()
  await ada.getByLabel('Title').fill('Compile it')
  await ada.getByRole('combobox', { name: 'Assignee' }).click()
  await ada.getByRole('combobox', { name: 'Assignee' }).pressSequentially('hop')
  await expect(ada.getByRole('listbox').getByRole('option')).toHaveText(['Grace Hopper'])
  await ada.keyboard.press('Enter')
  await expect(ada.getByRole('combobox', { name: 'Assignee' })).toHaveValue('Grace Hopper')
  await ada.getByRole('button', { name: 'Send' }).click()
  await expect(ada.getByRole('listitem').filter({ hasText: 'Compile it' })).toContainText('Grace Hopper')
  expect(await seriousFindings(ada)).toEqual([])
  expect(mara.errors).toEqual([])
})
