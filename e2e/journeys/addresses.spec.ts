import { chromium, expect, test } from '@playwright/test'

import { startDns, type TestDns } from '../../server/test/startDns.ts'
import { type Actor, newProject, signUp } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { CHROMIUM } from '../fixtures/chromium.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// Where an app is reached, and by whom.
test.describe.configure({ mode: 'serial' })

let server: TestServer
let mara: Actor
let dns: TestDns

test.beforeAll(async ({ browser }) => {
  dns = await startDns()
  server = await startServer({ DNS_SERVERS: dns.address })
  mara = await signUp(browser, server, 'Mara')
  await newProject(mara, 'Order tracking')
})

test.afterAll(async () => {
  await mara?.context.close()
  await server?.close()
  await dns?.close()
})

test('publishing says what those who can open the app would be refused', async () => {
  const { page, errors } = mara
  await page.getByRole('button', { name: 'Publish' }).first().click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText(/but visitors may not read it/)).toBeVisible()
  await dialog.getByLabel('Who may open the app').selectOption({ label: 'App users' })
  await expect(dialog.getByText(/but app users may not read it/)).toBeVisible()
  await dialog.getByRole('button', { name: 'Let app users read' }).click()
  await expect(dialog.getByText('From now on, app users may read Orders.')).toBeVisible()
  await dialog.getByLabel('Who may open the app').selectOption({ label: 'Everybody' })
  await expect(dialog.getByText(/but visitors may not read it/)).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: /^Publish/ }).click()
  await expect(dialog.getByRole('link', { name: 'Open app' })).toBeVisible()
  await page.keyboard.press('Escape')
  expect(errors).toEqual([])
})

test('an address is checked while it is typed; the old one leads to the new', async ({ browser }) => {
  const { page, errors } = mara
  await page.getByRole('button', { name: 'Publications' }).click()
  await page.getByRole('tab', { name: 'Address' }).click()
  const field = page.getByLabel('Address of the app', { exact: true }).getByRole('textbox')
  const old = await field.inputValue()
  await field.fill('www')
  await expect(page.getByText('This address is reserved.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Change address' })).toBeDisabled()
  await field.fill('a b')
  await expect(page.getByText(/at most 40/)).toBeVisible()
  await field.fill('fern-house')
  await expect(page.getByText(/This address is free/)).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Change address' }).click()
  await expect(page.getByRole('link', { name: 'Open app' })).toHaveAttribute('href', /fern-house/)

  const visitor = await browser.newContext()
  const app = await visitor.newPage()
  await app.goto(`http://${old}.localhost:${server.appsPort}/`)
  await expect(app).toHaveURL(`http://fern-house.localhost:${server.appsPort}/`)
  await expect(app.getByRole('button', { name: 'Place order' })).toBeVisible()
  await visitor.close()
  expect(errors).toEqual([])
})

test('a domain of one’s own leads to the app once a record proves it', async () => {
  const { page, errors } = mara
  await page.getByRole('textbox', { name: 'Domain', exact: true }).fill('no domain')
  await expect(page.getByText('Give a name like shop.example.com.')).toBeVisible()
  await page.getByRole('textbox', { name: 'Domain', exact: true }).fill('https://Shop.Example.test/')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByText('Put these two records')).toBeVisible()
  const name = await page.getByLabel('Name of the TXT record of shop.example.test', { exact: true }).innerText()
  const value = await page.getByLabel('Value of the TXT record of shop.example.test', { exact: true }).innerText()
  await page.getByRole('button', { name: 'Check now' }).click()
  await expect(page.getByText('There is no such TXT record yet.')).toBeVisible()
  dns.set(name, value)
  await page.getByRole('button', { name: 'Check now' }).click()
  await expect(page.getByText('Active')).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])

  // A browser whose name servers know the domain.
  const browser = await chromium.launch({
    ...CHROMIUM,
    args: [...CHROMIUM.args, `--host-resolver-rules=MAP shop.example.test 127.0.0.1:${server.appsPort}`],
  })
  const app = await browser.newPage()
  await app.goto('http://shop.example.test/')
  await expect(app.getByRole('button', { name: 'Place order' })).toBeVisible()
  const api = await app.evaluate(async () => (await fetch('/api/dynamic/orders')).status)
  expect(api).toBe(401)

  await page.getByRole('button', { name: 'Remove shop.example.test' }).click()
  await page.getByRole('button', { name: 'Remove for good' }).click()
  await expect(page.getByText('Active')).toHaveCount(0)
  await app.goto('http://shop.example.test/')
  await expect(app.getByRole('heading', { name: 'There is no app here' })).toBeVisible()
  await browser.close()
  expect(errors).toEqual([])
})

test('visits are counted, without anything about who came', async ({ browser }) => {
  const { page, errors } = mara
  await page.getByRole('tab', { name: 'Visits' }).click()
  await expect(page.getByText('Counted without cookies and addresses.')).toBeVisible()
  const visitor = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const app = await visitor.newPage()
  const counted = app.waitForResponse('**/api/app/visits')
  await app.goto(`http://fern-house.localhost:${server.appsPort}/`)
  expect((await counted).status()).toBe(204)
  expect(await visitor.cookies()).toEqual([])
  await visitor.close()
  await page.getByRole('radio', { name: '7 days' }).click()
  await expect(page.getByRole('img', { name: /Visitors by day/ })).toBeVisible()
  await expect(page.getByText('Orders', { exact: true }).first()).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Days as CSV' }).click()
  expect((await download).suggestedFilename()).toBe('visits-7-days.csv')
  expect(errors).toEqual([])
})
