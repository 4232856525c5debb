import { type Browser, expect, test } from '@playwright/test'

import { type Actor, call, expectStatus, invite, newProject, nodeByText, signUp, tokenOf } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { layer } from '../fixtures/editing.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

let server: TestServer

test.beforeAll(async () => {
  server = await startServer()
})

test.afterAll(async () => {
  await server?.close()
})

/** Ben deletes the title without network, and meanwhile may not write any more. */
async function loseAccess(browser: Browser): Promise<{ mara: Actor; ben: Actor; projectId: string }> {
  const mara = await signUp(browser, server, `Mara${Date.now()}`)
  const ben = await signUp(browser, server, `Ben${Date.now()}`)
  const projectId = await newProject(mara, 'Order tracking')
  await invite(server, mara, ben, projectId)
  await ben.context.setOffline(true)
  await layer(ben.page, 'Title').click()
  await ben.page.keyboard.press('Delete')
  await expectStatus(ben.page, 'Offline, 1 change')
  const token = await tokenOf(mara)
  const path = `/api/projects/${projectId}/members`
  const { body } = await call<{ data: { userId: string; email: string }[] }>(server, token, 'GET', path)
  const member = body.data.find(({ email }) => email === ben.email)
  await call(server, token, 'PUT', `${path}/${member?.userId}`, { role: 'commenter' })
  await ben.context.setOffline(false)
  await expectStatus(ben.page, 'Read-only, 1 change not accepted')
  await ben.page.getByRole('button', { name: 'What to do with them' }).click()
  return { mara, ben, projectId }
}

test('changes of somebody who may not write any more become a suggestion', async ({ browser }) => {
  const { mara, ben } = await loseAccess(browser)
  expect(await seriousFindings(ben.page)).toEqual([])
  await ben.page.getByRole('button', { name: /Send as a suggestion/ }).click()
  await ben.page.getByLabel('What it does, in a few words').fill('No title')
  await ben.page.getByRole('button', { name: 'Send', exact: true }).click()
  // He sees what the others see, also after a reload.
  await expect(nodeByText(ben.page, /^Orders$/)).toBeVisible()
  await expect(ben.page.getByTestId('sync-status')).toHaveText('Read-only')
  await ben.page.reload()
  await expect(nodeByText(ben.page, /^Orders$/)).toBeVisible()
  await expect(ben.page.getByTestId('sync-status')).toHaveText('Read-only')
  await mara.page.getByRole('button', { name: 'Versions' }).first().click()
  await mara.page.getByRole('radio', { name: 'Suggestions (1)' }).click()
  await mara.page.getByRole('button', { name: /No title/ }).click()
  await mara.page.getByRole('button', { name: 'Accept all' }).click()
  await expect(nodeByText(mara.page, /^Orders$/)).toHaveCount(0)
  await expect(nodeByText(ben.page, /^Orders$/)).toHaveCount(0)
  await mara.context.close()
  await ben.context.close()
})

test('or a project of his own, with everything as he sees it', async ({ browser }) => {
  const { mara, ben, projectId } = await loseAccess(browser)
  await ben.page.getByRole('button', { name: /Save as my copy/ }).click()
  await expect(ben.page).not.toHaveURL(new RegExp(projectId))
  await expectStatus(ben.page, 'Saved')
  await expect(ben.page.getByText('Copy of Order tracking').first()).toBeVisible()
  await expect(ben.page.getByTestId('artboard').getByText('New order')).toBeVisible()
  await expect(nodeByText(ben.page, /^Orders$/)).toHaveCount(0)
  await expect(nodeByText(mara.page, /^Orders$/)).toBeVisible()
  await mara.context.close()
  await ben.context.close()
})

test('or they stay on this device until he discards them', async ({ browser }) => {
  const { mara, ben } = await loseAccess(browser)
  await ben.page.getByRole('button', { name: /Keep them on this device/ }).click()
  await ben.page.reload()
  await expectStatus(ben.page, 'Read-only, 1 change not accepted')
  await ben.page.getByRole('button', { name: 'What to do with them' }).click()
  await ben.page.getByRole('button', { name: /Discard them/ }).click()
  await ben.page.getByRole('button', { name: 'Yes, discard 1 change' }).click()
  await expect(nodeByText(ben.page, /^Orders$/)).toBeVisible()
  await expect(ben.page.getByTestId('sync-status')).toHaveText('Read-only')
  await mara.context.close()
  await ben.context.close()
})
