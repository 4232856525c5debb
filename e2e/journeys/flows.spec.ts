import { expect, type Page, test } from '@playwright/test'

import { startSmtp, type TestSmtp } from '../../server/test/startSmtp.ts'
import { call, expectStatus, newProject, signUp, tokenOf } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { insert } from '../fixtures/editing.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

let server: TestServer
let smtp: TestSmtp

test.beforeAll(async () => {
  smtp = await startSmtp()
  server = await startServer({ SMTP_URL: smtp.url, MAIL_FROM: 'Axiom <axiom@example.com>' })
})

test.afterAll(async () => {
  await server?.close()
  await smtp?.close()
})

async function fill(page: Page, label: string, text: string): Promise<void> {
  await page.getByRole('textbox', { name: label, exact: true }).fill(text)
  await page.getByRole('textbox', { name: label, exact: true }).press('Tab')
}

test('a flow is built without code, tried out, published, and mails somebody when a row arrives', async ({
  browser,
}) => {
  const mara = await signUp(browser, server, 'Mara')
  const { page } = mara
  const projectId = await newProject(mara, 'Order tracking')
  await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Flows' }).click()
  await page.getByRole('button', { name: 'New flow' }).last().click()
  const dock = page.getByRole('region', { name: 'Flow New flow' })
  await dock.getByRole('combobox', { name: 'Model' }).selectOption({ label: 'Orders' })
  await dock.getByRole('button', { name: 'Add step' }).click()
  await page.getByRole('menuitem', { name: 'Send mail' }).click()
  await fill(page, 'To', 'boss@example.com')
  await fill(page, 'Subject', 'Order of {{ trigger.record.customer }}')
  await fill(page, 'Text', 'They want {{ trigger.record.product }}.')
  await dock.getByRole('switch', { name: 'On' }).click()
  await expectStatus(page, 'Saved')
  expect(await seriousFindings(page)).toEqual([])

  // Tried out on the draft: the mail comes to the one who tries.
  await dock.getByRole('button', { name: 'Test' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Test' }).click()
  await expect(dock.getByText('Done').first()).toBeVisible()
  await expect.poll(() => smtp.received.map(({ to }) => to)).toEqual([['mara@example.com']])
  expect(await seriousFindings(page)).toEqual([])

  const token = await tokenOf(mara)
  expect((await call(server, token, 'POST', `/api/projects/${projectId}/publish`, {})).status).toBe(201)
  const order = { customer: 'Ada', product: 'Cake', quantity: 2 }
  expect((await call(server, token, 'POST', `/api/dynamic/${projectId}/orders?env=live`, order)).status).toBe(201)
  await expect.poll(() => smtp.received.map(({ to }) => to[0])).toEqual(['mara@example.com', 'boss@example.com'])
  expect(smtp.received[1]?.source).toContain('Subject: Order of Ada')
  expect(smtp.received[1]?.source).toContain('They want Cake.')
  await expect(dock.getByText('Live', { exact: true })).toBeVisible({ timeout: 15_000 })
  expect(mara.errors).toEqual([])
})

test('a flow that waits for a form sends a secret that nobody reads again', async ({ browser }) => {
  const noor = await signUp(browser, server, 'Noor')
  const { page } = noor
  const projectId = await newProject(noor, 'Blank')
  await insert(page, 'Form')
  await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Flows' }).click()
  await page.getByRole('button', { name: 'New flow' }).last().click()
  const dock = page.getByRole('region', { name: 'Flow New flow' })
  await dock.getByRole('combobox', { name: 'Starts' }).selectOption({ label: 'When a form is sent in' })
  await dock.getByRole('combobox', { name: 'Form' }).selectOption({ label: 'New entry · Home' })
  await dock.getByRole('button', { name: 'Add step' }).click()
  await page.getByRole('menuitem', { name: 'Call a server' }).click()
  await fill(page, 'Address', 'https://api.example.com/tickets')
  await dock.getByRole('button', { name: 'New secret' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByLabel('May be sent to')).toHaveValue('api.example.com')
  await dialog.getByLabel('Name').fill('API_KEY')
  await dialog.getByRole('textbox', { name: /^Secret/ }).fill('a very long key')
  expect(await seriousFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Keep it' }).click()
  const headers = page.getByRole('textbox', { name: 'Headers', exact: true })
  await expect(headers).toHaveValue('Authorization: Bearer {{ secrets.API_KEY }}')
  await expect(dock.getByRole('button', { name: 'Forget API_KEY' })).toBeVisible()
  await expectStatus(page, 'Saved')
  expect(await seriousFindings(page)).toEqual([])
  const { body } = await call(server, await tokenOf(noor), 'GET', `/api/projects/${projectId}/flow-secrets`)
  expect(JSON.stringify(body)).not.toContain('a very long key')
  expect(noor.errors).toEqual([])
})
