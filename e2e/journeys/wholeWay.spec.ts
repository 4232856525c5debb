import { type Browser, expect, type Page, test } from '@playwright/test'

import { startSmtp, type TestSmtp } from '../../server/test/startSmtp.ts'
import { type Actor, expectStatus, newProject, signUp } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { driveApi } from '../fixtures/driveApi.ts'
import { insert, layer } from '../fixtures/editing.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'
import { STORES } from '../fixtures/stores.ts'

// From a table in a file to an app with accounts of its own, whose form sends a mail: one person, one sitting, no code.
const PASSWORD = 'a long enough password'
const REPAIRS = 'Device;Price;Received;Urgent\r\nRadio;1.234,50;03.11.2026;yes\r\nLamp;19,90;04.11.2026;no\r\n'
const PHOTO = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

for (const store of STORES) {
  test.describe(`the whole way, on ${store.name}`, () => {
    test.describe.configure({ mode: 'serial' })

    let server: TestServer
    let smtp: TestSmtp
    let mara: Actor
    let ann: Page
    let appUrl: string
    let endpoint: string

    test.beforeAll(async ({ browser }) => {
      smtp = await startSmtp()
      server = await startServer({ ...store.env(), SMTP_URL: smtp.url, MAIL_FROM: 'Repairs <repairs@example.com>' })
      mara = await signUp(browser, server, 'Mara')
      await newProject(mara, 'Blank')
    })

    test.afterAll(async () => {
      await ann?.context().close()
      await mara?.context.close()
      await server?.close()
      await smtp?.close()
      await store.drop()
    })

    test('a table in a file becomes a model with rows', async () => {
      const { page } = mara
      await page.getByRole('button', { name: 'Data', exact: true }).click()
      await page.getByRole('button', { name: 'New from CSV' }).first().click()
      const dialog = page.getByRole('dialog')
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'),
        dialog.getByRole('button', { name: 'Choose a file' }).click(),
      ])
      await chooser.setFiles({ name: 'repairs.csv', mimeType: 'text/csv', buffer: Buffer.from(REPAIRS) })
      await dialog.getByRole('button', { name: 'Create with 2 rows' }).click()
      await expect(dialog.getByRole('status')).toHaveText('2 of 2 rows imported.')
      await dialog.getByRole('button', { name: 'Close' }).last().click()
      await expect(page.getByRole('region', { name: /^Rows of/ }).getByText('Radio')).toBeVisible()

      await page.getByRole('radio', { name: 'Fields' }).click()
      await page.getByRole('button', { name: 'Add field' }).click()
      const form = page.locator('.ax-field-form')
      await form.getByLabel('Label', { exact: true }).fill('Photo')
      await page.keyboard.press('Enter')
      await form.getByLabel('Type', { exact: true }).selectOption({ label: 'File' })
      await expectStatus(page, 'Saved')
    })

    test('its endpoints are there, one more is made, and the rules open them to app users', async () => {
      const { page } = mara
      await page.getByRole('radio', { name: 'Endpoints' }).click()
      await expect(page.getByText(/\/api\/dynamic\/[^/]+\/repairs$/).first()).toBeVisible()
      await page.getByRole('button', { name: 'Add endpoint' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByLabel('Name').fill('Devices')
      await dialog.getByLabel('Address').fill('/devices')
      await dialog.getByLabel('Who may use it').selectOption({ label: 'Everybody' })
      await dialog.getByLabel('Transform').fill('{"devices": [data.device]}')
      await dialog.getByRole('button', { name: 'Save' }).click()
      endpoint = (await page.getByText(/\/devices$/).innerText()).trim()

      await page.getByRole('radio', { name: 'Rules' }).click()
      for (const rule of ['List', 'Read one', 'Create', 'Change', 'Delete'])
        await page.getByLabel(rule, { exact: true }).selectOption({ label: 'App users, their own records only' })
      await expectStatus(page, 'Saved')
    })

    test('a screen gets a table and a form with a file, for app users only', async () => {
      const { page } = mara
      await page.getByRole('main').getByRole('button', { name: 'Close', exact: true }).click()
      await page.getByRole('button', { name: 'Layers', exact: true }).click()
      await page.getByLabel('Open to').selectOption({ label: 'App users' })
      await insert(page, 'Table')
      await page.getByRole('tab', { name: 'Content' }).click()
      await page.getByLabel('Shows', { exact: true }).selectOption({ label: 'Repairs' })
      await expect(page.getByTestId('artboard').getByRole('cell', { name: 'Radio' })).toBeVisible()

      await page.keyboard.press('Escape')
      await page.getByTestId('canvas').focus()
      await page.keyboard.press('Escape')
      await page.keyboard.press('Escape')
      await insert(page, 'Form')
      await page.getByLabel('Saves to', { exact: true }).selectOption({ label: 'Repairs' })
      for (const [widget, label] of [
        ['Text input', 'Device'],
        ['Number input', 'Price'],
        ['File input', 'Photo'],
      ] as const) {
        await layer(page, 'Form').click()
        await insert(page, widget)
        await page.getByLabel('Label', { exact: true }).fill(label)
        await page.getByLabel('Field', { exact: true }).selectOption({ label })
      }
      await expectStatus(page, 'Saved')
      expect(await seriousFindings(page)).toEqual([])
    })

    test('a flow mails what a visitor sends', async () => {
      const { page } = mara
      await page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: 'Flows' }).click()
      await page.getByRole('button', { name: 'New flow' }).last().click()
      const dock = page.getByRole('region', { name: 'Flow New flow' })
      await dock.getByRole('combobox', { name: 'Model' }).selectOption({ label: 'Repairs' })
      await dock.getByRole('button', { name: 'Add step' }).click()
      await page.getByRole('menuitem', { name: 'Send mail' }).click()
      for (const [label, text] of [
        ['To', 'workshop@example.com'],
        ['Subject', 'Repair of {{ trigger.record.device }}'],
        ['Text', 'It cost {{ trigger.record.price }}, see {{ trigger.record.photo.name }}.'],
      ] as const) {
        await page.getByRole('textbox', { name: label, exact: true }).fill(text)
        await page.getByRole('textbox', { name: label, exact: true }).press('Tab')
      }
      await dock.getByRole('switch', { name: 'On' }).click()
      await expectStatus(page, 'Saved')
    })

    test('it is published, and visitors may make an account', async () => {
      const { page } = mara
      await page.getByRole('button', { name: 'Publish' }).first().click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('button', { name: /^Publish/ }).click()
      appUrl = (await dialog.getByRole('link', { name: 'Open app' }).getAttribute('href')) ?? ''
      await page.keyboard.press('Escape')
      await page.getByRole('button', { name: 'Publications' }).click()
      await page.getByRole('tab', { name: 'App users' }).click()
      await page.getByRole('switch', { name: 'Visitors can make an account' }).click()
      await expect(page.getByText('Nobody has an account yet.')).toBeVisible()
      expect(mara.errors).toEqual([])
    })

    test('a visitor registers, sends the form with a file, and the mail arrives', async ({ browser }) => {
      ann = await registerAtApp(browser, appUrl, 'Ann')
      // The rows of the file are nobody's of the app.
      await expect(ann.getByText('Radio')).toHaveCount(0)
      await ann.getByLabel(/Device/).fill('Record player')
      await ann.getByLabel(/Price/).fill('310.5')
      await ann.getByLabel(/Photo/).setInputFiles({ name: 'front.png', mimeType: 'image/png', buffer: PHOTO })
      await expect(ann.getByRole('listitem').filter({ hasText: 'front.png' })).toContainText('70 B')
      await ann.getByRole('button', { name: 'Send' }).click()
      await expect(ann.getByText('Thank you.')).toBeVisible()
      await expect(ann.getByRole('cell', { name: 'Record player' })).toBeVisible()
      expect(await seriousFindings(ann)).toEqual([])

      await expect.poll(() => smtp.received.map(({ to }) => to)).toEqual([['workshop@example.com']])
      const [mail] = smtp.received
      expect(mail?.source).toContain('Subject: Repair of Record player')
      expect(mail?.source).toContain('It cost 310.5, see front.png.')
    })

    test('she signs in again and sees hers; who has another account sees nothing of it', async ({ browser }) => {
      await ann.getByRole('link', { name: 'Ann', exact: true }).click()
      await ann.getByRole('button', { name: 'Sign out' }).click()
      await ann.getByLabel('Email').fill('ann@visitors.example')
      await ann.getByLabel('Password').fill(PASSWORD)
      await ann.getByRole('button', { name: 'Sign in' }).click()
      await expect(ann.getByRole('cell', { name: 'Record player' })).toBeVisible()
      const bob = await registerAtApp(browser, appUrl, 'Bob')
      await expect(bob.getByText('Nothing here yet.')).toBeVisible()
      await expect(bob.getByText('Record player')).toHaveCount(0)
      await bob.context().close()
    })

    test('the made endpoint answers everybody, and the API does for her what its document says', async ({
      request,
    }) => {
      expect(await (await request.get(endpoint)).json()).toEqual({
        devices: expect.arrayContaining(['Radio', 'Lamp', 'Record player']) as unknown,
      })
      const { project } = /dynamic\/(?<project>[^/]+)\//.exec(endpoint)?.groups ?? {}
      expect(await driveApi(ann, `/api/dynamic/${project}/openapi.json`, ['photo'])).toEqual([
        'GET repairs',
        'POST repairs',
        'GET repairs/{id}',
        'PATCH repairs/{id}',
        'PUT repairs/{id}',
        'DELETE repairs/{id}',
        'GET repairs/export',
        'GET repairs/aggregate',
        'GET devices',
      ])
    })

    test('the owner sees what was sent', async () => {
      const { page } = mara
      await page.getByRole('button', { name: 'Data', exact: true }).click()
      await page.getByRole('button', { name: /^Repairs/ }).click()
      await page.getByRole('radio', { name: 'Rows' }).click()
      const rows = page.getByRole('region', { name: /^Rows of/ })
      await expect(rows.getByRole('cell', { name: 'Record player' })).toBeVisible()
      await expect(rows.getByRole('img', { name: 'front.png' })).toBeVisible()
      expect(mara.errors).toEqual([])
    })
  })
}

async function registerAtApp(browser: Browser, url: string, name: string): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await page.goto(url)
  await page.getByRole('link', { name: 'Create an account' }).click()
  await page.getByLabel('Name').fill(name)
  await page.getByLabel('Email').fill(`${name.toLowerCase()}@visitors.example`)
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await expect(page.getByRole('link', { name, exact: true })).toBeVisible()
  return page
}
