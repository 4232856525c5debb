import { expect, test } from '@playwright/test'

import { type Actor, newProject, signUp } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// Where an app is reached, and by whom.
test.describe.configure({ mode: 'serial' })

let server: TestServer
let mara: Actor

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  mara = await signUp(browser, server, 'Mara')
  await newProject(mara, 'Order tracking')
})

test.afterAll(async () => {
  await mara?.context.close()
  await server?.close()
})

test('publishing says what those who can open the app would be refused', async () => {
  const { page, errors } = mara
  await page.getByRole('button', { name: 'Publish' }).first().click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(/but visitors may not read it/)).toBeVisible()
  await dialog.getByLabel('Who may open the app').selectOption({ label: 'App users' })
  await expect(dialog.getByText(/but app users may not read it/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Let app users read' }).click()
  await expect(dialog.getByText('From now on, app users may read Orders.')).toBeVisible()
  await dialog.getByLabel('Who may open the app').selectOption({ label: 'Everybody' })
  await expect(dialog.getByText(/but visitors may not read it/)).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: /^Publish/ }).click()
  await expect(dialog.getByRole('link', { name: 'Open app' })).toBeVisible()
  await page.keyboard.press('Escape')
  expect(errors).toEqual([])
})

test('an address is checked while it is typed; the old one leads to the new', async ({ browser }) => {
  const { page, errors } = mara
  await page.getByRole('button', { name: 'Publications' }).click()
  await page.getByRole('tab', { name: 'Address' }).click()
  const field = page.getByLabel('Address of the app', { exact: true }).getByRole('textbox')
  const old = await field.inputValue()
  await field.fill('www')
  await expect(page.getByText('This address is reserved.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Change address' })).toBeDisabled()
  await field.fill('a b')
  await expect(page.getByText(/at most 40/)).toBeVisible()
  await field.fill('fern-house')
  await expect(page.getByText(/This address is free/)).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Change address' }).click()
  await expect(page.getByRole('link', { name: 'Open app' })).toHaveAttribute('href', /fern-house/)

  const visitor = await browser.newContext()
  const app = await visitor.newPage()
  await app.goto(`http://${old}.localhost:${server.appsPort}/`)
  await expect(app).toHaveURL(`http://fern-house.localhost:${server.appsPort}/`)
  await expect(app.getByRole('button', { name: 'Place order' })).toBeVisible()
  await visitor.close()
  expect(errors).toEqual([])
})
