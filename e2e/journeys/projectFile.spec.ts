import { expect, test } from '@playwright/test'

import { call, expectStatus, newProject, signUp, tokenOf } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

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
