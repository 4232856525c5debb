import { expect, test } from '@playwright/test'

import { type Actor, call, expectStatus, newProject, signUp, tokenOf } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// Somebody who has never written a filter says who may see which orders, and looks through a visitor's eyes before publishing.
let server: TestServer
let mara: Actor

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  mara = await signUp(browser, server, 'Mara')
})

test.afterAll(async () => {
  await mara?.context.close()
  await server?.close()
})

test('a condition is completed, checked, said in words, tried in somebody’s place, and follows a rename', async () => {
  const projectId = await newProject(mara, 'Order tracking')
  const { page } = mara
  const token = await tokenOf(mara)
  const ask = <T>(method: string, path: string, body?: unknown) => call<T>(server, token, method, path, body)
  for (const customer of ['Nora', 'Nora', 'Sue'])
    await ask('POST', `/api/dynamic/${projectId}/orders`, { customer, product: 'Acer' })
  const user = { email: 'nora@visitors.example', name: 'Nora', roles: [], claims: { company: 'Nora' } }
  const invited = await ask<{ user: { id: string } }>('POST', `/api/projects/${projectId}/app-users`, user)
  expect(invited.status).toBe(201)

  await page.getByRole('button', { name: 'Data', exact: true }).click()
  await page.getByRole('radio', { name: 'Rules' }).click()
  await page.getByLabel('List', { exact: true }).selectOption({ label: 'App users' })
  await page.getByLabel('Try as').selectOption({ label: 'Nora · nora@visitors.example' })
  const rules = page.getByRole('group', { name: 'Rules' })
  await expect(rules.getByRole('status').first()).toHaveText('3 of 3 rows')
  await rules.getByRole('button', { name: 'Only some records …' }).first().click()
  const condition = page.getByRole('combobox', { name: 'Condition of List' })
  await condition.pressSequentially('record.cust')
  await expect(page.getByRole('option', { name: /record\.customer/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await condition.pressSequentially(' = caller.comp')
  await page.keyboard.press('Tab')
  await expect(condition).toHaveValue('record.customer = caller.company')
  await expect(rules.getByText(/App users, where the customer is the company of who asks/i)).toBeVisible()
  await expect(rules.getByRole('status').first()).toHaveText('2 of 3 rows')
  expect(await seriousFindings(page)).toEqual([])
  await page.keyboard.press('Enter')
  await expectStatus(page, 'Saved')

  await condition.fill('record.customer = 12')
  await expect(rules.getByText(/Not saved yet: record.customer holds text/)).toBeVisible()
  await condition.press('Escape')
  await expect(condition).toHaveValue('record.customer = caller.company')

  await page.getByRole('radio', { name: 'Fields' }).click()
  await page.getByRole('button', { name: 'Customer* Text' }).click()
  await page.getByRole('textbox', { name: 'API name' }).fill('buyer')
  await page.keyboard.press('Enter')
  await page.getByRole('radio', { name: 'Rules' }).click()
  await expect(condition).toHaveValue('record.buyer = caller.company')
  await rules.getByRole('button', { name: 'Without condition' }).click()
  await expect(condition).toHaveCount(0)

  await page.getByLabel('Try as').selectOption({ label: 'Nora · nora@visitors.example' })
  await page.getByLabel('Who reads Product').selectOption({ label: 'Everybody' })
  await rules.getByRole('button', { name: 'Read Product only in some records' }).click()
  const reading = page.getByRole('combobox', { name: 'Condition of reading Product' })
  await reading.fill('record.buyer = caller.company and record.total <= record.buyer')
  await expect(rules.getByText(/Not saved yet: record.total holds numbers, record.buyer text/)).toBeVisible()
  await reading.fill('record.buyer = caller.company and record.createdAt <= record.updatedAt')
  await expect(rules.getByText(/Everybody, where .* time of creation is no later than/i)).toBeVisible()
  await expect(rules.getByText('2 of 3 rows')).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await reading.press('Enter')
  await expectStatus(page, 'Saved')
  await page.getByLabel('Who reads Total').selectOption({ label: 'Members' })
  await page.getByLabel('Who writes Status').selectOption({ label: 'Members from editor up' })
  expect(await seriousFindings(page)).toEqual([])
  await expectStatus(page, 'Saved')
  await page.getByLabel('List', { exact: true }).selectOption({ label: 'Everybody' })
  await expectStatus(page, 'Saved')
  expect((await ask('POST', `/api/projects/${projectId}/publish`, { copyDraftRows: true })).status).toBe(201)
  const orders = `${server.url}/api/dynamic/${projectId}/orders`
  await expect.poll(async () => (await fetch(orders)).status).toBe(200)
  const { data } = (await (await fetch(orders)).json()) as { data: object[] }
  expect(data[0]).toHaveProperty('buyer')
  expect(data[0]).not.toHaveProperty('total')
  expect(data[0]).not.toHaveProperty('product')
  expect((await fetch(`${orders}?sort=total`)).status).toBe(400)
  expect(mara.errors).toEqual([])
})
