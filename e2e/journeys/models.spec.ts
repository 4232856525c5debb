import { expect, test } from '@playwright/test'

import { expectStatus, newProject, signUp } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

let server: TestServer

test.beforeAll(async () => {
  server = await startServer()
})

test.afterAll(async () => {
  await server?.close()
})

const file = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) })
const CUSTOMERS = 'Name;City;Revenue\r\nAda;Zürich;1.234,50\r\nBea;Bern;99,90\r\n'
const ORDERS = 'Title,Size\nFirst,12\nSecond,big\nThird,7\n'

test('two tables become models with rows, one refers to the other, and a field becomes another type', async ({
  browser,
}) => {
  const mara = await signUp(browser, server, 'Mara')
  await newProject(mara, 'Blank')
  const { page } = mara
  await page.getByRole('button', { name: 'Data', exact: true }).click()
  const bring = async (name: string, text: string): Promise<void> => {
    await page.getByRole('button', { name: 'New from CSV' }).first().click()
    const dialog = page.getByRole('dialog')
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      dialog.getByRole('button', { name: 'Choose a file' }).click(),
    ])
    await chooser.setFiles(file(name, text))
    await expect(dialog.getByRole('region', { name: 'Columns and first rows' })).toBeVisible()
    expect(await seriousFindings(page)).toEqual([])
    await dialog.getByRole('button', { name: /^Create with/ }).click()
    await expect(dialog.getByRole('status')).toHaveText(/imported/)
    await dialog.getByRole('button', { name: 'Close' }).last().click()
  }
  await bring('customers.csv', CUSTOMERS)
  const dock = page.getByRole('region', { name: /^Rows of/ })
  await expect(dock.getByText('1,234.5')).toBeVisible()
  await expect(dock.getByText('Zürich')).toBeVisible()
  await bring('orders.csv', ORDERS)
  await expect(dock.getByText('Second')).toBeVisible()

  await page.getByRole('radio', { name: 'Fields' }).click()
  await page.getByRole('button', { name: 'Add field' }).click()
  await page.getByRole('textbox', { name: 'Label' }).fill('Customer')
  await page.keyboard.press('Enter')
  await page.getByRole('combobox', { name: 'Type' }).selectOption({ label: 'Relation' })
  await page.getByRole('combobox', { name: 'Points to' }).selectOption({ label: 'Customers' })
  await expectStatus(page, 'Saved')
  await page.getByRole('radio', { name: 'Rows' }).click()
  await page.getByRole('button', { name: 'Edit row 1' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Customer').click()
  await dialog.getByLabel('Customer').fill('be')
  await page.getByRole('option', { name: 'Bea' }).click()
  expect(await seriousFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dock.getByText('Bea')).toBeVisible()

  await page.getByRole('radio', { name: 'Fields' }).click()
  await page.getByRole('button', { name: /^Size/ }).click()
  await page.getByRole('combobox', { name: 'Type' }).selectOption({ label: 'Integer' })
  const note = page.getByText(/1 of 3 rows has a value that cannot become Integer: big/)
  await expect(note).toBeVisible()
  await page.getByRole('button', { name: 'Convert, and leave the others empty' }).click()
  await expect(note).toBeHidden()

  await page
    .getByRole('button', { name: /^Customers/ })
    .first()
    .click()
  await page.getByRole('radio', { name: 'Fields' }).click()
  await page.getByRole('button', { name: /^Revenue/ }).click()
  await page.getByRole('combobox', { name: 'Shown as' }).selectOption({ label: 'Money' })
  await page.getByRole('textbox', { name: 'Currency' }).fill('chf')
  await page.keyboard.press('Enter')
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('radio', { name: 'Rows' }).click()
  await expect(dock.getByText('CHF 1,234.50')).toBeVisible()
  await expect(dock.getByText('CHF 99.90')).toBeVisible()

  await page.getByRole('button', { name: 'Diagram of the models' }).click()
  const diagram = page.getByRole('dialog')
  await expect(diagram.getByRole('group', { name: /^Orders, 3 fields/ })).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await diagram.getByRole('radio', { name: 'List' }).click()
  await diagram.getByRole('button', { name: 'Orders, Customer: one of Customers' }).click()
  await expect(diagram).toBeHidden()
  expect(mara.errors).toEqual([])
})
