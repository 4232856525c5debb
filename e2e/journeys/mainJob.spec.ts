import { expect, test } from '@playwright/test'
import { Validator } from '@seriousme/openapi-schema-validator'

import {
  type Actor,
  call,
  dragBy,
  expectStatus,
  invite,
  newProject,
  nodeByText,
  signUp,
  tokenOf,
} from '../fixtures/actors.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// The main job of docs/ARCHITECTURE.md, step by step, with two real browsers and a third for the end user.
test.describe.configure({ mode: 'serial' })

let server: TestServer
let mara: Actor
let tomas: Actor
let projectId: string

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  mara = await signUp(browser, server, 'Mara')
  tomas = await signUp(browser, server, 'Tomas')
})

test.afterAll(async () => {
  await mara?.context.close()
  await tomas?.context.close()
  await server?.close()
})

test('step 1: a new person starts from a template', async () => {
  projectId = await newProject(mara, 'Order tracking')
  await expect(mara.page.getByTestId('artboard').getByRole('heading', { name: 'Orders', exact: true })).toBeVisible()
})

test('step 2: two people move widgets on one screen and see each other', async () => {
  await invite(server, mara, tomas, projectId)
  await expect(mara.page.getByTestId('artboard')).toBeVisible()
  const title = nodeByText(mara.page, /^Orders$/)
  const before = await nodeByText(tomas.page, /^Orders$/).evaluate((node) => (node as HTMLElement).offsetLeft)
  await dragBy(mara.page, title, 120, -14)
  await expect
    .poll(() => nodeByText(tomas.page, /^Orders$/).evaluate((node) => (node as HTMLElement).offsetLeft))
    .toBeGreaterThan(before + 40)
  // Tomás sees whose selection it is.
  await expect(tomas.page.locator('body')).toContainText('Mara')
  await expectStatus(mara.page, 'Saved')
})

test('step 2: concurrent moves of one widget end at one place for both', async () => {
  const stat = (actor: Actor) => nodeByText(actor.page, /^All orders\d*$/)
  await Promise.all([dragBy(mara.page, stat(mara), 90, 40), dragBy(tomas.page, stat(tomas), 20, 120)])
  await expectStatus(mara.page, 'Saved')
  await expectStatus(tomas.page, 'Saved')
  const place = (actor: Actor) =>
    stat(actor).evaluate((node) => [(node as HTMLElement).offsetLeft, (node as HTMLElement).offsetTop].join())
  await expect.poll(async () => (await place(mara)) === (await place(tomas))).toBe(true)
})

test('step 2: both type in one text', async () => {
  const heading = (actor: Actor) => nodeByText(actor.page, /Orders/).first()
  const type = async (actor: Actor, key: 'Home' | 'End', words: string): Promise<void> => {
    await actor.page.getByTestId('artboard').getByRole('heading', { level: 1 }).first().dblclick()
    await actor.page.keyboard.press(key)
    await actor.page.keyboard.type(words, { delay: 30 })
    await actor.page.keyboard.press('Escape')
  }
  await Promise.all([type(mara, 'Home', 'All '), type(tomas, 'End', ' today')])
  for (const actor of [mara, tomas]) {
    await expect(actor.page.getByTestId('artboard').getByRole('heading', { level: 1 }).first()).toHaveText(
      'All Orders today',
    )
  }
  expect(await heading(mara).count()).toBeGreaterThan(0)
})

test('step 3: one goes offline, edits, comes back: merged', async () => {
  const { page, context } = tomas
  await context.setOffline(true)
  await expect(page.getByTestId('sync-status')).toHaveAttribute('data-kind', 'offline')
  await dragBy(page, nodeByText(page, /^Pieces ordered/), 0, 60)
  await expectStatus(page, /Offline, \d+ change/)
  await dragBy(mara.page, nodeByText(mara.page, /^Value/), 40, 0)
  await expectStatus(mara.page, 'Saved')
  await context.setOffline(false)
  await expectStatus(page, 'Saved')
  const top = (actor: Actor, text: RegExp) =>
    nodeByText(actor.page, text).evaluate(
      (node) => `${(node as HTMLElement).offsetLeft},${(node as HTMLElement).offsetTop}`,
    )
  for (const text of [/^Pieces ordered/, /^Value/]) {
    await expect.poll(async () => (await top(mara, text)) === (await top(tomas, text))).toBe(true)
  }
})

test('step 4: the model is a REST endpoint with an exact OpenAPI', async () => {
  const token = await tokenOf(mara)
  const order = { customer: 'Studio Verde', product: 'Lavender', quantity: 12, total: 82.8 }
  const made = await call<{ data: { id: string } }>(server, token, 'POST', `/api/dynamic/${projectId}/orders`, order)
  expect(made.status).toBe(201)
  const wrong = await call<{ errors: { path: string }[] }>(server, token, 'POST', `/api/dynamic/${projectId}/orders`, {
    quantity: 0,
  })
  expect(wrong.status).toBe(400)
  expect(wrong.body.errors.map((error) => error.path).sort()).toEqual(['customer', 'product', 'quantity'])
  const document = await call<Record<string, unknown>>(server, token, 'GET', `/api/dynamic/${projectId}/openapi.json`)
  const { valid, errors } = await new Validator().validate(document.body)
  expect(errors).toBeUndefined()
  expect(valid).toBe(true)
  // The row is in everybody's open editor.
  for (const actor of [mara, tomas])
    await expect(actor.page.getByTestId('artboard').getByRole('cell', { name: 'Studio Verde' })).toBeVisible()
})

test('step 4: a model that somebody adds by hand answers at once, and a colleague sees it', async () => {
  const { page } = mara
  await page.getByRole('button', { name: 'Data', exact: true }).click()
  await page.getByRole('button', { name: 'Add model' }).click()
  await page.getByLabel(/^Rename model/).fill('Visits')
  await page.keyboard.press('Enter')
  await expectStatus(page, 'Saved')
  const token = await tokenOf(mara)
  const path = `/api/dynamic/${projectId}/visits`
  expect((await call(server, token, 'POST', path, { name: 'Mr Hagen' })).status).toBe(201)
  expect((await call(server, token, 'POST', path, {})).status).toBe(400)
  const rows = await call<{ data: { name: string }[] }>(server, token, 'GET', path)
  expect(rows.body.data.map(({ name }) => name)).toEqual(['Mr Hagen'])
  const api = await call<{ paths: object }>(server, token, 'GET', `/api/dynamic/${projectId}/openapi.json`)
  expect(Object.keys(api.body.paths).some((each) => each.endsWith('/visits'))).toBe(true)
  await tomas.page.getByRole('button', { name: 'Data', exact: true }).click()
  await tomas.page.getByRole('button', { name: /^Visits/ }).click()
  await expect(tomas.page.getByRole('cell', { name: 'Mr Hagen' })).toBeVisible()
  for (const actor of [mara, tomas]) {
    await actor.page.getByRole('main').getByRole('button', { name: 'Close', exact: true }).click()
    await actor.page.getByRole('button', { name: 'Layers', exact: true }).click()
  }
})

test('step 5: publish; an end user submits the form; the row is everywhere', async ({ browser }) => {
  const token = await tokenOf(mara)
  const slug = (await call<{ slug: string }>(server, token, 'GET', `/api/projects/${projectId}`)).body.slug
  await mara.page.getByRole('button', { name: 'Publish' }).first().click()
  const dialog = mara.page.getByRole('dialog')
  // Closed by default: the dialog names what visitors would be refused, with one click to open it. It knows that once it can publish.
  await expect(dialog.getByRole('button', { name: /^Publish/ })).toBeEnabled()
  for (let allow = dialog.getByRole('button', { name: /allow|let visitors/i }); (await allow.count()) > 0;) {
    const left = await allow.count()
    await allow.first().click()
    await expect.poll(() => allow.count()).toBeLessThan(left)
  }
  await dialog.getByRole('button', { name: /^Publish/ }).click()
  await expect
    .poll(
      async () =>
        (await call<{ publishedAt: string | null }>(server, token, 'GET', `/api/projects/${projectId}`)).body
          .publishedAt,
    )
    .not.toBeNull()
  await mara.page.keyboard.press('Escape')

  const visitor = await browser.newContext()
  const page = await visitor.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(`http://${slug}.localhost:${server.appsPort}/`)
  await page.getByLabel(/Customer/).fill('Oakline Landscapes')
  await page.getByRole('button', { name: 'Place order' }).click()
  await expect(page.getByText('Product is required.')).toBeVisible()
  await page.getByLabel(/Product/).fill('Acer palmatum')
  await page.getByLabel(/Quantity/).fill('3')
  await page.getByRole('button', { name: 'Place order' }).click()
  await expect(page.getByText('Thank you.')).toBeVisible()
  await expect(page.getByRole('cell', { name: 'Oakline Landscapes' })).toBeVisible()
  const rows = await call<{ data: { customer: string }[] }>(
    server,
    token,
    'GET',
    `/api/dynamic/${projectId}/orders?env=live`,
  )
  expect(rows.body.data.map((row) => row.customer)).toContain('Oakline Landscapes')
  await expect(tomas.page.getByTestId('artboard').getByRole('cell', { name: 'Oakline Landscapes' })).toBeVisible()
  expect(errors).toEqual([])

  // An app can neither read nor ride the editor's session.
  const stolen = await page.evaluate(async (editor) => {
    const read = await fetch(`${editor}/api/auth/refresh`, { method: 'POST', credentials: 'include' }).then(
      (answer) => answer.status,
      () => 'blocked',
    )
    return { read, cookies: document.cookie }
  }, server.url)
  expect(stolen).toEqual({ read: 'blocked', cookies: '' })
  await visitor.close()
})

test('step 6: undo touches only one’s own, and a version comes back while the other works', async () => {
  const { page } = mara
  const form = (actor: Actor) => actor.page.getByTestId('artboard').getByRole('form')
  const table = (actor: Actor) => actor.page.getByTestId('artboard').getByRole('table')
  const valueX = (actor: Actor) => nodeByText(actor.page, /^Value/).evaluate((node) => (node as HTMLElement).offsetLeft)
  const remove = async (layer: string): Promise<void> => {
    await page.getByTestId('layers-tree').getByText(layer, { exact: true }).click()
    await page.getByTestId('canvas').press('Delete')
  }
  await page.getByRole('button', { name: 'Versions', exact: true }).click()
  await page.getByLabel('Name of the version').fill('Before the accident')
  await page.getByRole('button', { name: 'Keep' }).click()
  const version = page.getByRole('button', { name: /^Before the accident/ })
  await expect(version).toBeVisible()
  await page.getByRole('button', { name: 'Layers', exact: true }).click()

  const before = await valueX(mara)
  await remove('New order form')
  await expect(form(tomas)).toHaveCount(0)
  await tomas.page.getByTestId('layers-tree').getByText('Value', { exact: true }).click()
  await tomas.page.getByTestId('canvas').press('ArrowRight')
  await expect.poll(() => valueX(mara)).toBe(before + 1)
  await page.getByTestId('canvas').press('ControlOrMeta+z')
  await expect(form(tomas)).toHaveCount(1)
  // Tomás moved last: Mara's undo has left it alone.
  for (const actor of [mara, tomas]) expect(await valueX(actor)).toBe(before + 1)

  await remove('Orders table')
  await expect(table(tomas)).toHaveCount(0)
  await page.getByRole('button', { name: 'Versions', exact: true }).click()
  await version.click()
  // He goes on with another text meanwhile: what comes back does not throw him out, and what he types afterwards is kept.
  const heading = tomas.page.getByTestId('artboard').getByRole('heading', { level: 1 }).first()
  await heading.dblclick()
  await tomas.page.keyboard.press('End')
  await page.getByRole('button', { name: /^Restore all to/ }).click()
  await expect(table(tomas)).toHaveCount(1)
  await tomas.page.keyboard.type(' still')
  await tomas.page.keyboard.press('Escape')
  for (const actor of [mara, tomas]) {
    await expect(actor.page.getByTestId('artboard').getByRole('heading', { level: 1 }).first()).toHaveText(
      'All Orders today still',
    )
    await expect.poll(() => valueX(actor)).toBe(before)
  }
  await page.getByRole('button', { name: 'Layers', exact: true }).click()
})

test('step 7: kill -9 while both edit: what was shown as saved is there', async ({ browser }) => {
  for (let round = 0; round < 3; round++) {
    await dragBy(mara.page, nodeByText(mara.page, /^Value/), 8, 8)
    await expectStatus(mara.page, 'Saved')
    const place = (page: Actor['page']) =>
      nodeByText(page, /^Value/).evaluate(
        (node) => `${(node as HTMLElement).offsetLeft},${(node as HTMLElement).offsetTop}`,
      )
    const saved = await place(mara.page)
    await server.kill()
    await dragBy(tomas.page, nodeByText(tomas.page, /^Pieces ordered/), 0, 6)
    await expect(tomas.page.getByTestId('sync-status')).not.toHaveAttribute('data-kind', 'saved')
    await server.restart()
    await expectStatus(mara.page, 'Saved')
    await expectStatus(tomas.page, 'Saved')
    expect(await place(mara.page)).toBe(saved)
  }
  // A fresh browser without local state sees the same.
  const fresh = await browser.newContext({ storageState: await mara.context.storageState() })
  const page = await fresh.newPage()
  await page.goto(`${server.url}/p/${projectId}`)
  await expectStatus(page, 'Saved')
  const own = await nodeByText(mara.page, /^Pieces ordered/).evaluate((node) => (node as HTMLElement).offsetTop)
  expect(await nodeByText(page, /^Pieces ordered/).evaluate((node) => (node as HTMLElement).offsetTop)).toBe(own)
  await fresh.close()
  expect(mara.errors).toEqual([])
  expect(tomas.errors).toEqual([])
})
