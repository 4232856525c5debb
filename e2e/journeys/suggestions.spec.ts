import { expect, test } from '@playwright/test'

import { call, expectStatus, newProject, nodeByText, signUp, tokenOf } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { insert, layer } from '../fixtures/editing.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

let server: TestServer

test.beforeAll(async () => {
  server = await startServer()
})

test.afterAll(async () => {
  await server?.close()
})

test('a commenter suggests what he may not change; the owner sees it on the canvas, accepts a part and takes it back', async ({
  browser,
}) => {
  const mara = await signUp(browser, server, 'Mara')
  const projectId = await newProject(mara, 'Order tracking')
  const ben = await signUp(browser, server, 'Ben')
  await call(server, await tokenOf(mara), 'POST', `/api/projects/${projectId}/members`, {
    email: ben.email,
    role: 'commenter',
  })
  await ben.page.goto(mara.page.url())
  await expectStatus(ben.page, 'Read-only')
  await ben.page.getByRole('button', { name: 'Suggest changes' }).click()
  await expectStatus(ben.page, /Suggesting/)
  await insert(ben.page, 'divider')
  await layer(ben.page, 'Title').click()
  await ben.page.keyboard.press('Delete')
  await expect(nodeByText(ben.page, /^Orders$/)).toHaveCount(0)
  await expectStatus(ben.page, 'Suggesting, 2 changes in this tab')
  await ben.page.getByRole('button', { name: 'Send', exact: true }).click()
  await ben.page.getByLabel('What it does, in a few words').fill('Calmer page')
  await ben.page.getByRole('dialog').getByRole('button', { name: 'Send' }).click()
  await expectStatus(ben.page, 'Read-only')
  await expect(nodeByText(ben.page, /^Orders$/)).toBeVisible()

  const { page } = mara
  await page.getByRole('button', { name: 'Versions' }).first().click()
  await page.getByRole('radio', { name: 'Suggestions (1)' }).click()
  await page.getByRole('button', { name: /Calmer page/ }).click()
  await expect(page.getByTestId('comparison')).toContainText('Calmer page if you accept it')
  const changes = page.getByRole('group', { name: 'What it would change' })
  await expect(changes.getByRole('listitem')).toHaveCount(2)
  expect(await seriousFindings(page)).toEqual([])
  const divider = changes.getByRole('listitem').filter({ hasText: 'Divider' })
  await divider.getByRole('button', { name: 'Accept this one' }).click()
  await expect(page.getByTestId('artboard').locator('hr')).toHaveCount(1)
  await expect(nodeByText(page, /^Orders$/)).toBeVisible()
  await page.getByRole('button', { name: 'Accept all' }).click()
  await expect(nodeByText(page, /^Orders$/)).toHaveCount(0)
  await page.getByRole('button', { name: 'Take back what was accepted' }).click()
  await expect(nodeByText(page, /^Orders$/)).toBeVisible()
  await expect(page.getByTestId('artboard').locator('hr')).toHaveCount(0)
  await page.getByRole('button', { name: 'Discard', exact: true }).click()
  await expect(page.getByText('No suggestion waits.')).toBeVisible()
  expect([...mara.errors, ...ben.errors]).toEqual([])
  await mara.context.close()
  await ben.context.close()
})
