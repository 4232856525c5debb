import { expect, test } from '@playwright/test'

import { call, expectStatus, newProject, signUp, tokenOf } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

const SECRET = 'kEy-of-the-warehouse'

let server: TestServer
let other: TestServer

test.beforeAll(async () => {
  ;[server, other] = await Promise.all([startServer(), startServer()])
})

test.afterAll(async () => {
  await server?.close()
  await other?.close()
})

test('a project becomes a file, and the file a project of somebody on another server', async ({ browser }) => {
  const mara = await signUp(browser, server, 'Mara')
  const projectId = await newProject(mara, 'Order tracking')
  const order = { customer: 'Ada', product: 'Cake', quantity: 2 }
  await call(server, await tokenOf(mara), 'POST', `/api/dynamic/${projectId}/orders`, order)
  const { page } = mara
  await page.goto(server.url)
  await page.getByRole('button', { name: 'Actions for Order tracking' }).click()
  await page.getByRole('menuitem', { name: 'Export…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Rows').selectOption({ label: 'Those of the draft' })
  await expect(dialog.getByRole('option')).toHaveText(['None', 'Those of the draft'])
  expect(await seriousFindings(page)).toEqual([])
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: 'Download' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^order-tracking.*\.axiom$/)
  await expect(dialog).toBeHidden()

  const ben = await signUp(browser, other, 'Ben')
  const [chooser] = await Promise.all([
    ben.page.waitForEvent('filechooser'),
    ben.page.getByRole('button', { name: 'From a file' }).click(),
  ])
  await chooser.setFiles(await download.path())
  await expect(ben.page.getByTestId('artboard').getByRole('cell', { name: 'Ada' })).toBeVisible()
  await expectStatus(ben.page, 'Saved')

  await ben.page.goto(other.url)
  expect(await seriousFindings(ben.page)).toEqual([])
  const [again] = await Promise.all([
    ben.page.waitForEvent('filechooser'),
    ben.page.getByRole('button', { name: 'From a file' }).click(),
  ])
  await again.setFiles({ name: 'notes.axiom', mimeType: 'application/gzip', buffer: Buffer.from('no project') })
  await expect(ben.page.getByRole('alert')).toContainText('cannot be unpacked')
  await expect(ben.page.getByRole('listitem')).toHaveCount(1)
  expect([...mara.errors, ...ben.errors]).toEqual([])
  await mara.context.close()
  await ben.context.close()
})

test('a data source comes along, says that it needs its secret, and works once it has it', async ({ browser }) => {
  const mara = await signUp(browser, server, 'Maria')
  const projectId = await newProject(mara, 'Order tracking')
  const token = await tokenOf(mara)
  // It leads nowhere: nobody is asked before the secret is there.
  const config = { type: 'rest', url: 'http://127.0.0.1:9/v1', auth: { kind: 'bearer' } }
  const connected = { project: projectId, name: 'Warehouse', config, secret: SECRET }
  expect((await call(server, token, 'POST', '/api/data-sources', connected)).status).toBe(201)
  const { page } = mara
  await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Sources' }).click()
  await page.getByRole('button', { name: 'Add query' }).click()
  await expectStatus(page, 'Saved')
  await page.goto(server.url)
  await page.getByRole('button', { name: 'Actions for Order tracking' }).click()
  await page.getByRole('menuitem', { name: 'Export…' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('dialog').getByRole('button', { name: 'Download' }).click(),
  ])

  const ben = await signUp(browser, other, 'Bert')
  const [chooser] = await Promise.all([
    ben.page.waitForEvent('filechooser'),
    ben.page.getByRole('button', { name: 'From a file' }).click(),
  ])
  await chooser.setFiles(await download.path())
  await expect(ben.page.getByText('1 data source needs its secret.')).toBeVisible()
  await ben.page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Sources' }).click()
  const listed = ben.page.getByRole('list', { name: 'Data sources' }).getByRole('button', { name: /Warehouse/ })
  await expect(listed).toContainText('Needs its secret')
  await ben.page.getByRole('list', { name: 'Queries' }).getByRole('button', { name: 'query', exact: true }).click()
  const query = ben.page.getByRole('region', { name: /^Query/ })
  await query.getByRole('button', { name: 'Run', exact: true }).click()
  await expect(query.getByRole('alert')).toContainText('still needs its secret')
  expect(await seriousFindings(ben.page)).toEqual([])
  await query.getByRole('button', { name: 'Open the data source' }).click()
  const source = ben.page.getByRole('region', { name: 'Data source Warehouse' })
  await expect(source.getByText('it needs its password or token')).toBeVisible()
  expect(await seriousFindings(ben.page)).toEqual([])
  await source.getByLabel('Token').fill('of-ben')
  await source.getByLabel('Token').press('Tab')
  await source.getByRole('button', { name: 'Save' }).click()
  await expect(source.getByText('it needs')).toBeHidden()
  await expect(listed).toContainText('REST')
  expect([...mara.errors, ...ben.errors].filter((error) => !error.includes('409'))).toEqual([])
  await mara.context.close()
  await ben.context.close()
})
