import { randomBytes } from 'node:crypto'

import { expect, test } from '@playwright/test'

import { type Actor, call, expectStatus, newProject, signUp, tokenOf } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { insert, layer } from '../fixtures/editing.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// A form that takes a file: made in the editor, filled in by a visitor whose line breaks, read in the row.
test.describe.configure({ mode: 'serial' })

let server: TestServer
let mara: Actor
let projectId: string

/** More than one piece, so that there is something to resume. */
const SCAN = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(9 * 1024 * 1024)])
const PICTURE = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  mara = await signUp(browser, server, 'Mara')
  projectId = await newProject(mara, 'Order tracking')
})

test.afterAll(async () => {
  await mara?.context.close()
  await server?.close()
})

test('a field for files, and an input of the form that fills it in', async () => {
  const { page } = mara
  await page.getByRole('button', { name: 'Data', exact: true }).click()
  await page.getByRole('radio', { name: 'Fields' }).click()
  await page.getByRole('button', { name: 'Add field' }).click()
  const form = page.locator('.ax-field-form')
  await form.getByLabel('Label', { exact: true }).fill('Papers')
  await page.keyboard.press('Enter')
  await form.getByLabel('Type', { exact: true }).selectOption({ label: 'File' })
  await form.getByRole('switch', { name: 'Several' }).click()
  await form.getByLabel('Kinds', { exact: true }).fill('application/pdf, image/*')
  await page.keyboard.press('Enter')

  await page.getByRole('button', { name: 'Layers', exact: true }).click()
  await layer(page, 'New order form').click()
  await insert(page, 'File input')
  await page.getByRole('tab', { name: 'Content' }).click()
  await page.getByLabel('Label', { exact: true }).fill('Papers')
  await page.getByLabel('Field', { exact: true }).selectOption({ label: 'Papers' })
  await expectStatus(page, 'Saved')
  expect(await seriousFindings(page)).toEqual([])
})

test('a visitor sends files with the form; a line that breaks goes on where it was', async ({ browser }) => {
  const { page: editor } = mara
  await editor.getByRole('button', { name: 'Publish' }).first().click()
  const dialog = editor.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Let visitors add' }).click()
  await dialog.getByRole('button', { name: /^Publish/ }).click()
  await expect(dialog.getByRole('link', { name: 'Open app' })).toBeVisible()
  await editor.keyboard.press('Escape')

  const token = await tokenOf(mara)
  const { slug } = (await call<{ slug: string }>(server, token, 'GET', `/api/projects/${projectId}`)).body
  const visitor = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true })
  const page = await visitor.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(`http://${slug}.localhost:${server.appsPort}/`)

  const sent: string[] = []
  let isBroken = false
  await page.route(/\/files/, async (route) => {
    const method = route.request().method()
    sent.push(method)
    if (method !== 'PATCH' || isBroken) return route.continue()
    isBroken = true
    return route.abort('connectionreset')
  })
  await page.getByLabel(/Customer/).fill('Oakline')
  await page.getByLabel(/Product/).fill('Acer palmatum')
  const input = page.getByLabel(/Papers/)
  await input.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no') })
  await expect(page.getByText('Choose one of these kinds')).toBeVisible()
  await page.getByRole('button', { name: 'Remove notes.txt' }).click()
  await input.setInputFiles([
    { name: 'Delivery note.pdf', mimeType: 'application/pdf', buffer: SCAN },
    { name: 'Tree.png', mimeType: 'image/png', buffer: PICTURE },
  ])
  await expect(page.getByRole('listitem').filter({ hasText: 'Delivery note.pdf' })).toContainText('9.0 MB')
  await expect(page.getByRole('listitem').filter({ hasText: 'Tree.png' })).toContainText('70 B')
  expect(await seriousFindings(page)).toEqual([])
  expect(isBroken).toBe(true)
  // Two files were begun; the broken one was asked for its place, and went on there.
  expect(sent.filter((method) => method === 'POST')).toHaveLength(2)
  expect(sent.slice(sent.indexOf('PATCH'))).toContain('HEAD')
  await page.getByRole('button', { name: 'Place order' }).click()
  await expect(page.getByText('Thank you.')).toBeVisible()
  expect(errors).toEqual([])
  await visitor.close()
})

test('the row shows them, and their bytes are those that were sent', async () => {
  const { page } = mara
  await page.getByRole('button', { name: 'Data', exact: true }).click()
  await page.getByRole('radio', { name: 'Rows' }).click()
  const note = page.getByRole('link', { name: 'Delivery note.pdf' })
  await expect(note).toBeVisible()
  await expect(page.getByRole('img', { name: 'Tree.png' })).toBeVisible()
  const answer = await page.request.get(new URL((await note.getAttribute('href')) ?? '', server.url).href)
  expect(answer.headers()['content-type']).toBe('application/pdf')
  expect((await answer.body()).equals(SCAN)).toBe(true)

  await page.getByRole('button', { name: 'Edit row 1' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Remove Delivery note.pdf' }).click()
  await dialog
    .getByLabel('Papers')
    .setInputFiles({ name: 'Signed.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\nsigned') })
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Signed.pdf' })).toContainText('15 B')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('link', { name: 'Signed.pdf' })).toBeVisible()
  await expect(page.getByRole('link', { name: 'Delivery note.pdf' })).toHaveCount(0)
  expect(mara.errors).toEqual([])
})

test('pictures of the project: uploaded, chosen for an image, pasted, and deleted after a warning', async () => {
  const { page } = mara
  const files = page.getByRole('region', { name: 'Files' })
  await files.locator('input[type=file]').setInputFiles({ name: 'logo.png', mimeType: 'image/png', buffer: PICTURE })
  await expect(files.getByRole('button', { name: /^logo\.png/ })).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])

  await page.getByRole('button', { name: 'Layers', exact: true }).click()
  await page.getByTestId('canvas').focus()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await insert(page, 'Image')
  await page.getByRole('tab', { name: 'Content' }).click()
  await page.getByRole('button', { name: 'Choose a picture' }).click()
  await page.getByRole('button', { name: 'logo.png' }).click()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  const shown = page.getByTestId('artboard').locator('.aw-image img')
  await expect(shown).toHaveAttribute('src', new RegExp(`^/api/dynamic/${projectId}/files/`))
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1)

  await page.getByTestId('canvas').focus()
  await page.evaluate(
    (bytes) => {
      const data = new DataTransfer()
      data.items.add(new File([new Uint8Array(bytes)], 'pasted.png', { type: 'image/png' }))
      document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
    },
    [...PICTURE],
  )
  await expect(page.getByTestId('artboard').locator('.aw-image img')).toHaveCount(2)

  await page.getByRole('button', { name: 'Data', exact: true }).click()
  await expect(files.getByRole('button', { name: /^pasted\.png/ })).toBeVisible()
  await files.getByRole('button', { name: /^logo\.png/ }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('button', { name: 'Image on Orders', exact: true })).toBeVisible()
  expect(await seriousFindings(page)).toEqual([])
  await dialog.getByRole('button', { name: 'Delete file' }).click()
  await expect(dialog.getByRole('alert')).toContainText('It is used.')
  await dialog.getByRole('button', { name: 'Delete all the same' }).click()
  await expect(files.getByRole('button', { name: /^logo\.png/ })).toHaveCount(0)
  expect(mara.errors.filter((text) => !text.includes('404'))).toEqual([])
})

test('without network a file waits on the device with its entry, and arrives with it', async ({ browser }) => {
  const token = await tokenOf(mara)
  const { slug } = (await call<{ slug: string }>(server, token, 'GET', `/api/projects/${projectId}`)).body
  const visitor = await browser.newContext({ viewport: { width: 390, height: 844 } })
  const page = await visitor.newPage()
  await page.goto(`http://${slug}.localhost:${server.appsPort}/`)
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  await visitor.setOffline(true)
  await page.getByLabel(/Customer/).fill('Fernhill')
  await page.getByLabel(/Product/).fill('Acer rubrum')
  await page.getByLabel(/Papers/).setInputFiles([{ name: 'Far.png', mimeType: 'image/png', buffer: PICTURE }])
  await expect(page.getByRole('listitem').filter({ hasText: 'Far.png' })).toContainText('70 B')
  await page.getByRole('button', { name: 'Place order' }).click()
  await expect(page.getByText(/Saved on this device/)).toBeVisible()
  await page.reload()
  await expect(page.getByText('1 entry is saved on this device and will be sent.')).toBeVisible()
  await visitor.setOffline(false)
  await expect(page.getByText(/saved on this device and/)).toHaveCount(0)
  const rows = await call<{ data: { papers: { name: string; size: number }[] }[] }>(
    server,
    token,
    'GET',
    `/api/dynamic/${projectId}/orders?customer=Fernhill&env=live`,
  )
  expect(rows.body.data.map(({ papers }) => papers.map(({ name, size }) => [name, size]))).toEqual([
    [['Far.png', PICTURE.length]],
  ])
  await visitor.close()
})

test('widgets pasted into another project bring their pictures along', async () => {
  const { page } = mara
  await page.getByTestId('canvas').focus()
  await page.getByTestId('artboard').locator('.aw-image').last().click()
  const text = await page.evaluate(() => {
    const data = new DataTransfer()
    document.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data, bubbles: true, cancelable: true }))
    return data.getData('text/plain')
  })
  expect(text).toContain(`/api/dynamic/${projectId}/files/`)
  await page.goto(`${server.url}/`)
  const otherId = await newProject(mara, 'Blank')
  await page.getByTestId('canvas').focus()
  await page.evaluate((plain) => {
    const data = new DataTransfer()
    data.setData('text/plain', plain)
    document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, text)
  const shown = page.getByTestId('artboard').locator('.aw-image img')
  await expect(shown).toHaveAttribute('src', new RegExp(`^/api/dynamic/${otherId}/files/`))
  const token = await tokenOf(mara)
  expect((await call(server, token, 'DELETE', `/api/projects/${projectId}`)).status).toBe(204)
  await page.reload()
  await expect.poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1)
})
