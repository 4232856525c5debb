import { expect, test } from '@playwright/test'

import { type Actor, call, expectStatus, newProject, signUp, tokenOf } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { insert } from '../fixtures/editing.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// A file becomes a data source, a query asks it, and a table of the published app shows what it answers.
let server: TestServer
let ada: Actor
let projectId: string

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  ada = await signUp(browser, server, 'Ada')
  projectId = await newProject(ada, 'Order tracking')
})

test.afterAll(async () => {
  await ada.context.close()
  await server.close()
})

test('a file is connected, asked, and shown to visitors', async ({ browser }) => {
  const { page } = ada
  await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Sources' }).click()
  await page.getByRole('button', { name: 'Connect a data source' }).first().click()
  const source = page.getByRole('region', { name: /^Data source/ })
  await source.getByLabel('Type').selectOption('csv')
  await source.getByLabel('Name').fill('Stock')
  await source.getByLabel('Name').press('Tab')
  await source.getByRole('button', { name: 'Connect', exact: true }).click()
  const buffer = Buffer.from('sku;stock\nOlive;3\nFern;9\nBirch;12\n')
  await source.locator('input[type=file]').setInputFiles({ name: 'stock.csv', mimeType: 'text/csv', buffer })
  await expect(source).toContainText('stock.csv')
  await source.getByRole('button', { name: 'Test connection' }).click()
  await expect(source.getByRole('status').last()).toContainText('It answers')

  await page.getByRole('button', { name: 'Add query' }).click()
  const query = page.getByRole('region', { name: /^Query/ })
  const request = query.getByLabel('Request', { exact: true })
  await request.fill('select sku, stock from rows where stock >= {{least}}')
  await query.getByRole('button', { name: 'Add “least”' }).click()
  await query.getByLabel('Type of least').selectOption('number')
  await query.getByLabel('Value of least for this run').fill('5')
  await query.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(query.getByRole('cell')).toHaveText(['Fern', '9', 'Birch', '12'])
  await query.getByLabel('Default of least').fill('10')
  await query.getByLabel('Default of least').press('Tab')
  await query.getByRole('button', { name: 'Add endpoint' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Stock')
  await dialog.getByLabel('Address').fill('/stock/:least')
  await dialog.getByLabel('Transform').fill('data.sku')
  expect(await seriousFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Save' }).click()
  const address = (await query.getByText(/\/stock\/:least$/).innerText()).trim()
  const first = await call(server, await tokenOf(ada), 'GET', new URL(address.replace(':least', '10')).pathname)
  expect(first).toEqual({ status: 200, body: 'Birch' })
  await request.fill("select sku from rows where sku = '{{least}}'")
  await query.getByRole('button', { name: 'Check' }).click()
  await expect(query).toContainText('Take away the quotes')
  await query.getByRole('button', { name: 'Remove parameter least' }).click()
  await request.fill('select sku, stock from rows order by stock desc')
  await expectStatus(page, 'Saved')
  expect(await seriousFindings(page)).toEqual([])

  const order = { customer: 'Ada', product: 'Cake', quantity: 2, total: 19.5 }
  await call(server, await tokenOf(ada), 'POST', `/api/dynamic/${projectId}/orders`, order)
  await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Layers' }).click()
  await page.getByTestId('layers-tree').getByText('Orders table').click()
  await page.getByRole('tab', { name: 'Content' }).click()
  // A column has a format of its own; the field keeps its.
  await expect(page.getByTestId('artboard').getByRole('cell', { name: '€19.50' })).toBeVisible()
  await page.getByRole('button', { name: 'Numbers of Total' }).click()
  const look = page.getByRole('dialog', { name: 'Numbers of Total' })
  await look.getByLabel('Shown as').selectOption('number')
  await expect(page.getByTestId('artboard').getByRole('cell', { name: '19.5', exact: true })).toBeVisible()
  await look.getByLabel('Decimals').fill('3')
  await look.getByLabel('Decimals').press('Enter')
  await expect(page.getByTestId('artboard').getByRole('cell', { name: '19.500', exact: true })).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await page.keyboard.press('Escape')
  await expect(look).toBeHidden()
  await page.getByLabel('Or a query').selectOption('query')
  await expect(page.getByTestId('artboard').getByText('Birch')).toBeVisible()

  // A select stores one column and shows another.
  await page.getByTestId('layers-tree').getByText('New order form').click()
  await insert(page, 'select')
  await page.getByRole('tab', { name: 'Content' }).click()
  await expect(page.getByLabel('Stores')).toHaveCount(0)
  await page.getByLabel('Or of a query').selectOption('query')
  for (const [label, column] of [
    ['Stores', 'stock'],
    ['Shows', 'sku'],
  ] as const) {
    await page.getByLabel(label).fill(column)
    await page.getByLabel(label).press('Enter')
  }
  await expectStatus(page, 'Saved')

  const token = await tokenOf(ada)
  const { body } = await call<{ slug: string }>(server, token, 'GET', `/api/projects/${projectId}`)
  await page.getByRole('button', { name: 'Publish' }).first().click()
  const publishing = page.getByRole('dialog')
  await expect(
    publishing.getByText('Orders table and Select ask the query query, but visitors may not run it.'),
  ).toBeVisible()
  await publishing.getByRole('button', { name: 'Let visitors run it' }).click()
  await publishing.getByRole('button', { name: /^Publish/ }).click()
  await expect(publishing.getByRole('link', { name: 'Open app' })).toBeVisible()
  await page.keyboard.press('Escape')
  const visitor = await browser.newContext()
  const app = await visitor.newPage()
  await app.goto(`http://${body.slug}.localhost:${server.appsPort}/`)
  const choice = app.getByLabel('Choice')
  await choice.selectOption({ label: 'Birch' })
  await expect(choice).toHaveValue('12')
  const table = app.getByRole('region', { name: 'All orders' })
  await expect(table.locator('tbody tr').first()).toContainText('Birch')
  await table.getByRole('button', { name: /^sku/ }).click()
  await expect(table.locator('tbody tr').first()).toContainText('Birch')
  await table.getByRole('searchbox').fill('oli')
  await expect(table.locator('tbody tr')).toHaveCount(1)
  await visitor.close()
  expect(ada.errors).toEqual([])
})
