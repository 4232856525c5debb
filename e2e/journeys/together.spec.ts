import { expect, type Page, test } from '@playwright/test'

import { type Actor, expectStatus, meet } from '../fixtures/actors.ts'
import { blocksOf, insert, layer, openText, richField } from '../fixtures/editing.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// Two people on one screen, and what a conflict, a restart or a second tab does to their work.
let server: TestServer
let mara: Actor
let tomas: Actor

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  ;[mara, tomas] = await meet(browser, server, 'Blank', ['Mara', 'Tomas'])
})

test.afterAll(async () => {
  await mara?.context.close()
  await tomas?.context.close()
  await server?.close()
})

test('two people type in one rich text at once: both texts are there, and each sees the other’s caret', async () => {
  await insert(mara.page, 'Text')
  await expect(layer(tomas.page, 'Text')).toBeVisible()
  await Promise.all([openText(mara.page, 'Text'), openText(tomas.page, 'Text')])
  await expect(richField(mara.page)).toBeFocused()
  await mara.page.keyboard.press('ControlOrMeta+a')
  await mara.page.keyboard.type('Alpha')
  await mara.page.keyboard.press('Enter')
  await mara.page.keyboard.type('Omega')
  await expect(richField(tomas.page)).toContainText('Omega')
  await mara.page.keyboard.press('ControlOrMeta+Home')
  await tomas.page.keyboard.press('ControlOrMeta+End')
  await expect(richField(mara.page).locator('.ax-caret-name')).toHaveText('Tomas')
  // Hers is before the first letter.
  await expect(richField(tomas.page).locator('> :first-child > :first-child')).toHaveText(/Mara/)
  await Promise.all([
    mara.page.keyboard.type('one two three ', { delay: 15 }),
    tomas.page.keyboard.type(' four five six', { delay: 15 }),
  ])
  for (const { page } of [mara, tomas])
    await expect.poll(() => blocksOf(richField(page))).toEqual(['one two three Alpha', 'Omega four five six'])
  await mara.page.screenshot({ path: 'test-results/shots/carets.png' })
  // What is marked is seen in the other's colour.
  await tomas.page.keyboard.press('Shift+Home')
  await expect(richField(mara.page).locator('.ax-peer-text')).toHaveText('Omega four five six')
  for (const { page } of [mara, tomas]) await page.keyboard.press('Escape')
  await expectStatus(mara.page, 'Saved')
})

test('a plain text shows the other’s caret where it is, also after own letters', async () => {
  await insert(mara.page, 'Heading')
  await expect(layer(tomas.page, 'Heading')).toBeVisible()
  await Promise.all([openText(mara.page, 'Heading'), openText(tomas.page, 'Heading')])
  await tomas.page.keyboard.press('End')
  const caret = mara.page.locator('.ax-text-mirror .ax-caret')
  await expect(caret.locator('.ax-caret-name')).toHaveText('Tomas')
  await mara.page.keyboard.press('Home')
  const before = (await caret.boundingBox())?.x ?? 0
  await mara.page.keyboard.type('Wide ')
  await expect.poll(async () => (await caret.boundingBox())?.x ?? 0).toBeGreaterThan(before + 10)
  await mara.page.screenshot({ path: 'test-results/shots/caret-plain.png' })
  for (const { page } of [mara, tomas]) await page.keyboard.press('Escape')
  await expect(caret).toHaveCount(0)
})

test('a click on somebody follows what they see; an own action ends it, and they may refuse', async () => {
  const zoom = (page: Page) => page.locator('.ax-top-middle').getByRole('button', { name: /^Zoom/ })
  await mara.page.keyboard.press('Escape')
  await mara.page.getByRole('button', { name: 'Follow Tomas' }).click()
  await expect(mara.page.getByTestId('follow-frame')).toContainText('Following Tomas')
  await expect(tomas.page.locator('.ax-status')).toContainText('Mara follows you')

  await tomas.page.getByTestId('canvas').focus()
  await tomas.page.keyboard.press('Alt+2')
  await tomas.page.keyboard.press('Shift+Digit0')
  await tomas.page.keyboard.press('ControlOrMeta+Equal')
  const seen = await zoom(tomas.page).innerText()
  await expect(zoom(mara.page)).toHaveText(seen)
  await expect(mara.page.getByRole('radio', { name: 'Phone' })).toBeChecked()

  await mara.page.getByTestId('canvas').hover()
  await mara.page.mouse.wheel(0, 40)
  await expect(mara.page.getByTestId('follow-frame')).toBeHidden()
  await expect(tomas.page.locator('.ax-status')).not.toContainText('follows you')

  await mara.page.getByRole('button', { name: 'Follow Tomas' }).click()
  await tomas.page.getByRole('button', { name: 'People and what you show' }).click()
  await tomas.page.getByRole('switch', { name: 'Others may follow me' }).click()
  await expect(mara.page.getByTestId('follow-frame')).toBeHidden()
  await expect(mara.page.getByRole('button', { name: 'Tomas does not want to be followed' })).toBeVisible()
  await tomas.page.keyboard.press('Escape')
})

test('quiet mode hides the pointers of others', async () => {
  const pointer = mara.page.locator('.ax-cursor > svg')
  const board = await tomas.page.getByTestId('canvas').boundingBox()
  if (!board) throw new Error('no canvas')
  await tomas.page.mouse.move(board.x + 200, board.y + 200, { steps: 3 })
  await expect(pointer).toBeVisible()
  await mara.page.getByTestId('canvas').focus()
  await mara.page.keyboard.press('Alt+q')
  await expect(pointer).toBeHidden()
  await mara.page.keyboard.press('Alt+q')
  await expect(pointer).toBeVisible()
})

test('a version shows on the canvas what is different since, and one widget goes back', async () => {
  const { page } = mara
  await insert(page, 'Button')
  await expectStatus(page, 'Saved')
  await page.getByRole('button', { name: 'Versions' }).click()
  await page.getByLabel('Name of the version').fill('Before')
  await page.getByRole('button', { name: 'Keep' }).click()
  const version = page.getByRole('button', { name: /^Before/ })
  await expect(version).toBeVisible()

  await insert(tomas.page, 'Link')
  await layer(tomas.page, 'Button').click()
  await tomas.page.getByTestId('canvas').press('ArrowRight')
  await layer(tomas.page, 'Heading').click()
  await tomas.page.getByTestId('canvas').press('Delete')
  await expectStatus(tomas.page, 'Saved')
  await version.click()
  const mark = (kind: string) => page.locator(`.ax-diff[data-kind="${kind}"]`)
  await expect(mark('added')).toContainText('Added: Link')
  await expect(mark('changed')).toContainText('Button: place')
  await expect(mark('removed')).toContainText('Removed: Heading')
  await expect(page.getByTestId('comparison')).toContainText('1 added')
  await page.screenshot({ path: 'test-results/shots/comparison.png' })

  const removed = page.getByRole('listitem').filter({ hasText: 'No longer here' }).last()
  await removed.hover()
  await removed.getByRole('button', { name: 'Restore this one' }).click()
  await expect(layer(tomas.page, 'Heading')).toBeVisible()
  await expect(mark('removed')).toBeHidden()
  await page.getByRole('button', { name: 'Layers' }).click()
  await expect(mark('added')).toBeHidden()
})
