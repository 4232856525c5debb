import { readFile } from 'node:fs/promises'

import { type Browser, expect, type Page, test } from '@playwright/test'

import { type Actor, call, expectStatus, newProject, signUp, tokenOf } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { insert, layer } from '../fixtures/editing.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// A form without a model that robots are kept from: what visitors send in arrives before the owner's eyes, is found, answered, taken along and thrown away.
test.describe.configure({ mode: 'serial' })

let server: TestServer
let mara: Actor
let projectId: string
let slug: string

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  mara = await signUp(browser, server, 'Mara')
  projectId = await newProject(mara, 'Blank')
})

test.afterAll(async () => {
  await mara?.context.close()
  await server?.close()
})

const dock = (): ReturnType<Page['getByRole']> => mara.page.getByRole('region', { name: 'Submissions', exact: true })

async function name(page: Page, label: string): Promise<void> {
  await page.getByRole('tab', { name: 'Content' }).click()
  await page.getByLabel('Label', { exact: true }).fill(label)
  await page.getByLabel('Name', { exact: true }).fill(label.toLowerCase())
  await page.keyboard.press('Enter')
}

async function visit(browser: Browser): Promise<Page> {
  const visitor = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const page = await visitor.newPage()
  await page.goto(`http://${slug}.localhost:${server.appsPort}/`)
  return page
}

test('a form that saves to no model is published', async () => {
  const { page } = mara
  await insert(page, 'Form')
  await insert(page, 'Text input')
  await name(page, 'Question')
  await insert(page, 'File input')
  await name(page, 'Papers')
  await layer(page, 'Form').click()
  await page.getByRole('tab', { name: 'Content' }).click()
  await page.getByRole('switch', { name: 'Stop robots' }).click()
  await expectStatus(page, 'Saved')
  await page.getByRole('button', { name: 'Publish' }).first().click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: /^Publish/ }).click()
  await expect(dialog.getByRole('link', { name: 'Open app' })).toBeVisible()
  await page.keyboard.press('Escape')
  slug = (await call<{ slug: string }>(server, await tokenOf(mara), 'GET', `/api/projects/${projectId}`)).body.slug
})

test('what a visitor sends appears before the owner, who reads it', async ({ browser }) => {
  const { page } = mara
  await page.getByRole('button', { name: 'Data', exact: true }).click()
  await page.getByRole('button', { name: 'Submissions' }).click()
  await expect(dock().getByText('Nothing has been sent in yet.')).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])

  const visitor = await visit(browser)
  const scripts: string[] = []
  visitor.on('request', (request) => request.resourceType() === 'script' && scripts.push(request.url()))
  await visitor.getByLabel('Question').fill('Do you deliver on Sundays?')
  const letter = { name: 'letter.txt', mimeType: 'text/plain', buffer: Buffer.from('Dear all') }
  await visitor.getByLabel('Papers').setInputFiles(letter)
  await expect(visitor.getByRole('listitem').filter({ hasText: 'letter.txt' })).toContainText('8 B')
  expect(await seriousFindings(visitor)).toEqual([])
  await visitor.getByRole('button', { name: 'Send' }).click()
  await expect(visitor.getByText('Thank you.')).toBeVisible()
  await visitor.getByRole('button', { name: 'New entry' }).click()
  await visitor.getByLabel('Question').fill('=HYPERLINK("http://evil.example")')
  await visitor.getByRole('button', { name: 'Send' }).click()
  await expect(visitor.getByText('Thank you.')).toBeVisible()
  expect(scripts.filter((path) => path.includes('prove'))).toHaveLength(1)
  await visitor.context().close()

  await expect(dock().getByRole('row')).toHaveCount(3)
  await expect(page.getByRole('button', { name: 'Submissions 2 new' })).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await dock().getByRole('button', { name: /New$/ }).last().click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Do you deliver on Sundays?')
  await expect(dialog).toContainText('Chrome')
  const answer = await page.request.get(
    new URL((await dialog.getByRole('link', { name: 'letter.txt' }).getAttribute('href')) ?? '', server.url).href,
  )
  expect(await answer.text()).toBe('Dear all')
  expect(await seriousFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Mark as done' }).click()
  await expect(dialog.getByRole('button', { name: 'Mark as new' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Submissions 1 new' })).toBeVisible()
})

test('they are found by form, words and state, and taken along as a file without formulas', async () => {
  const { page } = mara
  await dock().getByRole('searchbox').fill('sundays')
  await expect(dock().getByRole('row')).toHaveCount(2)
  await dock().getByRole('radio', { name: 'New' }).click()
  await expect(dock().getByText('No submission fits.')).toBeVisible()
  await dock().getByRole('searchbox').fill('')
  await expect(dock().getByRole('row')).toHaveCount(2)
  await dock().getByRole('combobox', { name: 'Form' }).selectOption({ index: 1 })
  await expect(dock().getByRole('columnheader', { name: 'Question' })).toBeVisible()

  await dock().getByRole('button', { name: 'Export' }).click()
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'As CSV, for spreadsheets' }).click(),
  ])
  expect(file.suggestedFilename()).toBe('submissions.csv')
  const text = await readFile(await file.path(), 'utf8')
  expect(text).toContain(`"'=HYPERLINK(""http://evil.example"")"`)
  expect(text).not.toContain('Sundays')
})

test('they are deleted after a question, by hand or by age', async () => {
  const { page } = mara
  await dock().getByRole('radio', { name: 'All' }).click()
  await dock().getByRole('button', { name: 'Kept until deleted' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Keep them').selectOption({ label: 'For 30 days' })
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dock().getByRole('button', { name: 'Kept for 30 days' })).toBeVisible()
  await expect(dock().getByRole('row')).toHaveCount(3)

  await dock().getByRole('checkbox', { name: 'Choose all shown' }).check()
  await dock().getByRole('button', { name: 'Delete' }).click()
  await expect(dock().getByText('Delete 2 submissions with their files?')).toBeVisible()
  await dock().getByRole('button', { name: 'Delete for good' }).click()
  await expect(dock().getByText('Nothing has been sent in yet.')).toBeVisible()
  expect(mara.errors).toEqual([])
})
