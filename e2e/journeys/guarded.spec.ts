import { expect, type Page, test } from '@playwright/test'

import { type Actor, expectStatus, newProject, signUp } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { layer } from '../fixtures/editing.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// A form that saves to a model, and robots that are kept from it: its visitors notice nothing, programs are refused.
test.describe.configure({ mode: 'serial' })

let server: TestServer
let mara: Actor
let app: Page

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  mara = await signUp(browser, server, 'Mara')
  await newProject(mara, 'Order tracking')
})

test.afterAll(async () => {
  await app?.context().close()
  await mara?.context.close()
  await server?.close()
})

async function order(customer: string): Promise<void> {
  await app.getByLabel(/Customer/).fill(customer)
  await app.getByLabel(/Product/).fill('Acer palmatum')
  await app.getByRole('button', { name: 'Place order' }).click()
}

test('the switch of the form is that of its model', async ({ browser }) => {
  const { page } = mara
  await layer(page, 'New order form').click()
  await page.getByRole('tab', { name: 'Content' }).click()
  const ofForm = page.getByRole('complementary', { name: 'Inspector' }).getByRole('switch', { name: 'Stop robots' })
  await expect(ofForm).not.toBeChecked()
  await ofForm.click()
  await expect(page.getByText('A rule of Orders: it holds for all that visitors send there.')).toBeVisible()
  await page.getByRole('button', { name: 'Data', exact: true }).click()
  await page.getByRole('radio', { name: 'Rules' }).click()
  const ofModel = page.getByRole('group', { name: 'Rules' }).getByRole('switch', { name: 'Stop robots' })
  await expect(ofModel).toBeChecked()
  await ofModel.click()
  await expect(ofForm).not.toBeChecked()
  await ofModel.click()
  await expect(ofForm).toBeChecked()
  expect(await seriousFindings(page)).toEqual([])
  await expectStatus(page, 'Saved')

  await page.getByRole('button', { name: 'Publish' }).first().click()
  const dialog = page.getByRole('dialog')
  for (const label of ['Let visitors read', 'Let visitors add'])
    await dialog.getByRole('button', { name: label }).click()
  await expect(dialog.getByRole('button', { name: /^Let visitors/ })).toHaveCount(0)
  await dialog.getByRole('button', { name: /^Publish/ }).click()
  const link = dialog.getByRole('link', { name: 'Open app' })
  await expect(link).toBeVisible()
  const device = await browser.newContext({ viewport: { width: 390, height: 844 } })
  app = await device.newPage()
  await app.goto((await link.getAttribute('href')) ?? '')
})

test('visitors send it as ever, also what waited without network; a program is refused', async () => {
  await order('Oakline')
  await expect(app.getByText('Oakline')).toBeVisible()
  await app.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  await app.context().setOffline(true)
  await app.reload()
  await order('Fernhill')
  await expect(app.getByText('1 entry is saved on this device and will be sent.')).toBeVisible()
  await app.context().setOffline(false)
  await expect(app.getByText(/saved on this device and/)).toHaveCount(0)
  await expect(app.getByText('Fernhill')).toBeVisible()

  const refused = await app.evaluate(async () => {
    const { projectId } = (await (await fetch('/app.json')).json()) as { projectId: string }
    const answer = await fetch(`/api/dynamic/${projectId}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ customer: 'Robot', product: 'Spam' }),
    })
    return [answer.status, ((await answer.json()) as { code: string }).code]
  })
  expect(refused).toEqual([403, 'proof_refused'])
})
