import { readFile } from 'node:fs/promises'

import { expect, test } from '@playwright/test'

import { type Actor, newProject, signUp, tokenOf } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// Rows in and out as files, and a key for a script.
let server: TestServer
let mara: Actor

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  mara = await signUp(browser, server, 'Mara')
  await newProject(mara, 'Order tracking')
  await mara.page.getByRole('button', { name: 'Data', exact: true }).click()
  await mara.page.getByRole('button', { name: 'Orders', exact: true }).click()
})

test.afterAll(async () => {
  await mara?.context.close()
  await server?.close()
})

test('a file is checked, taken, and comes back', async () => {
  const { page } = mara
  await page.getByRole('button', { name: 'Import…' }).click()
  const dialog = page.getByRole('dialog')
  const text = 'customer,product,quantity,total\nBern & Sons,Chair,1,12.5\n=SUM(A1),Table,2,7\nNobody,Lamp,1,much\n'
  await dialog
    .locator('input[type=file]')
    .setInputFiles({ name: 'o.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
  await dialog.getByRole('button', { name: 'Check' }).click()
  await expect(dialog.getByText('2 would be new, 0 changed, 1 cannot be taken.')).toBeVisible()
  await expect(dialog.getByText('Line 4')).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Import 2 rows' }).click()
  await expect(dialog.getByText('2 new, 0 changed, 1 not taken.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Close', exact: true }).last().click()
  await expect(page.getByRole('cell', { name: 'Bern & Sons' }).last()).toBeVisible()
  await page.getByRole('button', { name: 'Export' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /CSV/ }).click(),
  ])
  expect(download.suggestedFilename()).toBe('orders.csv')
  expect(await readFile(await download.path(), 'utf8')).toContain("'=SUM(A1)")
})

test('a key is shown once, works, and works no more when it is revoked', async () => {
  const { page } = mara
  await page
    .getByLabel('Endpoints', { exact: true })
    .or(page.getByText('Endpoints', { exact: true }))
    .first()
    .click()
  await expect(page.getByText('No keys yet.')).toBeVisible()
  await page.getByRole('button', { name: 'New key' }).click()
  await page.getByLabel('What is it for?').fill('Nightly import')
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Make the key' }).click()
  await page.getByLabel('Secret of Nightly import').scrollIntoViewIfNeeded()
  const secret = await page.getByLabel('Secret of Nightly import').inputValue()
  expect(await seriousFindings(page)).toEqual([])
  const projectId = /\/p\/([^/?#]+)/.exec(page.url())?.[1] ?? ''
  const ask = async (method: string) =>
    (
      await fetch(`${server.url}/api/dynamic/${projectId}/orders`, {
        method,
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        ...(method === 'POST' ? { body: '{"customer":"x"}' } : {}),
      })
    ).status
  expect(await ask('GET')).toBe(200)
  expect(await ask('POST')).toBe(403)
  await page.getByRole('button', { name: 'Revoke Nightly import' }).click()
  await page.getByRole('button', { name: 'Revoke', exact: true }).click()
  await expect(page.getByText('No keys yet.')).toBeVisible()
  expect(await ask('GET')).toBe(401)
  expect(mara.errors).toEqual([])
})

test('a table of thousands of rows is scrolled to its end, and draws few of them', async () => {
  const { page } = mara
  const projectId = /\/p\/([^/?#]+)/.exec(page.url())?.[1] ?? ''
  const lines = Array.from({ length: 3_000 }, (_, i) => `Customer ${i},Box,1`)
  const answer = await fetch(`${server.url}/api/dynamic/${projectId}/orders/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await tokenOf(mara)}`, 'content-type': 'text/csv' },
    body: ['customer,product,quantity', ...lines].join('\n'),
  })
  expect(answer.status).toBe(200)
  await page
    .getByRole('radio', { name: 'Rows' })
    .or(page.getByRole('button', { name: 'Rows', exact: true }))
    .first()
    .click()
  const region = page.getByRole('region', { name: 'Rows of Orders' })
  await region.getByRole('button', { name: 'Customer', exact: true }).click()
  await expect(page.getByText(/^3,\d{3} rows$/)).toBeVisible()
  const count = Number((await page.getByText(/^3,\d{3} rows$/).innerText()).replace(/\D/g, ''))
  await region.evaluate((element) => element.scrollTo({ top: element.scrollHeight }))
  // Texts in order: the last one is Customer 999.
  await expect(region.locator(`tr[aria-rowindex="${count + 1}"]`)).toContainText('Customer 999')
  expect(await region.locator('tbody tr').count()).toBeLessThan(80)
  expect(await seriousFindings(page)).toEqual([])
})
