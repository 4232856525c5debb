import { expect, type Page, test } from '@playwright/test'

import { type Actor, expectStatus, newProject, signUp } from '../fixtures/actors.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// A small screen, built without ever touching the mouse.
let server: TestServer
let mara: Actor

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  mara = await signUp(browser, server, 'Mara')
  await newProject(mara, 'Blank')
})

test.afterAll(async () => {
  await mara?.context.close()
  await server?.close()
})

const told = (page: Page) => page.getByTestId('announcer')

/** By the command palette, from wherever the focus is. */
async function insert(page: Page, widget: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+k')
  await expect(page.getByPlaceholder('Type a command or a widget')).toBeFocused()
  await page.keyboard.type(`Insert ${widget}`)
  await page.keyboard.press('Enter')
}

test('insert, type, move, resize, delete and undo by keyboard alone', async () => {
  const { page } = mara
  const { keyboard } = page
  const artboard = page.getByTestId('artboard')
  const boxOf = (text: string) =>
    artboard
      .locator('[data-node-id]')
      .filter({ hasText: text })
      .first()
      .evaluate((node) => {
        const { offsetLeft: x, offsetTop: y, offsetWidth: w, offsetHeight: h } = node as HTMLElement
        return { x, y, w, h }
      })
  await keyboard.press('F6')
  await expect(page.getByTestId('canvas')).toBeFocused()
  await insert(page, 'Heading')
  await expect(told(page)).toContainText('Heading')
  await keyboard.press('F6')
  await keyboard.press('Enter')
  await keyboard.press('ControlOrMeta+a')
  await keyboard.type('Visitors')
  await keyboard.press('Escape')
  await expect(artboard.getByRole('heading', { name: 'Visitors' })).toBeVisible()

  const start = await boxOf('Visitors')
  await keyboard.press('Shift+ArrowRight')
  await keyboard.press('ArrowDown')
  await expect.poll(() => boxOf('Visitors')).toMatchObject({ x: start.x + 10, y: start.y + 1 })
  await expect(told(page)).toContainText(String(start.x + 10))
  await keyboard.press('ControlOrMeta+Shift+ArrowRight')
  await expect.poll(async () => (await boxOf('Visitors')).w).toBe(start.w + 10)

  await insert(page, 'Card')
  await expect(told(page)).toContainText('Card')
  await insert(page, 'Button')
  await expect(artboard.getByRole('button')).toHaveCount(1)
  await keyboard.press('F6')
  await keyboard.press('Delete')
  await expect(artboard.getByRole('button')).toHaveCount(0)
  await keyboard.press('ControlOrMeta+z')
  await expect(artboard.getByRole('button')).toHaveCount(1)
  await keyboard.press('ControlOrMeta+Shift+z')
  await expect(artboard.getByRole('button')).toHaveCount(0)
  // Undo goes back step by step, to the empty screen.
  for (let i = 0; i < 12; i++) await keyboard.press('ControlOrMeta+z')
  await expect(artboard.locator('[data-node-id]')).toHaveCount(0)
  await expectStatus(page, 'Saved')
  expect(mara.errors).toEqual([])
})
