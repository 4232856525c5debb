import { expect, type Page, test } from '@playwright/test'

import { type Actor, dragBy, expectStatus, invite, newProject, nodeByText, signUp } from '../fixtures/actors.ts'
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

async function remove({ page }: Actor, name: string): Promise<void> {
  await layer(page, name).click()
  await page.getByTestId('canvas').focus()
  await page.keyboard.press('Delete')
}

const leftOf = (page: Page): Promise<number> =>
  nodeByText(page, /^Orders$/).evaluate((node) => (node as HTMLElement).offsetLeft)

/** The row of edits with these words, opened at the state before them. */
async function openBefore(page: Page, words: RegExp): Promise<void> {
  await page.getByRole('button', { name: words }).click()
  await page.getByRole('radio', { name: 'Before' }).click()
}

test('who removed what is told, and one widget, one screen and everything come back while three edit and one is offline', async ({
  browser,
}) => {
  const mara = await signUp(browser, server, 'Mara')
  const { page } = mara
  const [ben, cleo, dan] = [
    await signUp(browser, server, 'Ben'),
    await signUp(browser, server, 'Cleo'),
    await signUp(browser, server, 'Dan'),
  ]
  const project = await newProject(mara, 'Order tracking')
  for (const guest of [ben, cleo, dan]) await invite(server, mara, guest, project)
  await dan.context.setOffline(true)
  await remove(dan, 'Subtitle')
  await expectStatus(dan.page, /Offline, \d+ change/)

  await remove(ben, 'Pieces ordered')
  await page.getByRole('button', { name: 'Versions' }).click()
  await openBefore(page, /Ben removed “Pieces ordered”/)
  await expect(page.locator('.ax-diff[data-kind=removed]')).toHaveText('Removed: Pieces ordered')
  // The screen itself as it was, and back.
  const shown = page.getByRole('radiogroup', { name: 'What the canvas shows' })
  const past = page.getByRole('group', { name: /^The screen in another state/ })
  await shown.getByRole('radio', { name: /^Before/ }).click()
  await expect(past.getByText('Pieces ordered')).toBeVisible()
  await expect(page.locator('.ax-diff')).toBeHidden()
  expect(await seriousFindings(page)).toEqual([])
  await page.screenshot({ path: 'test-results/shots/past.png' })
  await shown.getByRole('radio', { name: 'Now' }).click()
  await expect(past).toBeHidden()
  await expect(page.locator('.ax-diff')).toBeHidden()
  await shown.getByRole('radio', { name: 'Difference' }).click()
  const one = page.getByRole('listitem').filter({ hasText: 'No longer here' }).last()
  await one.hover()
  await one.getByRole('button', { name: 'Restore this one' }).click()
  for (const person of [ben, cleo]) await expect(layer(person.page, 'Pieces ordered')).toBeVisible()
  await expect(page.getByRole('button', { name: /Mara restored an earlier state/ })).toBeVisible()

  // A screen, while Cleo goes on with what she has in hand; her later work stays.
  await remove(ben, 'Pieces ordered')
  await openBefore(page, /Mara restored an earlier state/)
  const before = await leftOf(cleo.page)
  const going = dragBy(cleo.page, nodeByText(cleo.page, /^Orders$/), 60, 0)
  await page.getByRole('button', { name: 'Restore only Orders' }).click()
  await going
  await expect.poll(() => leftOf(page)).toBeGreaterThan(before)

  // Everything, to before the first edit of all; who comes back from offline loses nothing.
  await page
    .getByRole('button', { name: /Ben removed/ })
    .last()
    .click()
  await page.getByRole('radio', { name: 'Before' }).click()
  await page.getByRole('button', { name: /^Restore all to/ }).click()
  await expect.poll(() => leftOf(ben.page)).toBe(before)
  for (const person of [ben, cleo]) await expect(layer(person.page, 'Pieces ordered')).toBeVisible()
  await dan.context.setOffline(false)
  await expectStatus(dan.page, 'Saved')
  for (const person of [ben, dan]) {
    await expect(layer(person.page, 'Subtitle')).toHaveCount(0)
    await expect(layer(person.page, 'Pieces ordered')).toBeVisible()
  }
  await expect(page.getByRole('button', { name: /Dan removed “Subtitle”/ })).toBeVisible()
})

test('the history of one widget, by keyboard; whose edits are shown can be chosen', async ({ browser }) => {
  const [ada, eve] = [await signUp(browser, server, 'Ada'), await signUp(browser, server, 'Eve')]
  const { page } = ada
  await invite(server, ada, eve, await newProject(ada, 'Order tracking'))
  await remove(eve, 'Subtitle')
  await layer(page, 'Title').click()
  await page.getByTestId('canvas').focus()
  await page.keyboard.press('Shift+ArrowRight')
  await expectStatus(page, 'Saved')
  await page.keyboard.press('ControlOrMeta+k')
  await page.getByPlaceholder('Type a command or a widget').fill('History of this widget')
  await page.keyboard.press('Enter')
  const edits = page.getByRole('button', { name: /^(Ada|Eve) (changed|removed)/ })
  await expect(edits).toHaveText([/Ada changed “Title”/])
  await edits.focus()
  await page.keyboard.press('Enter')
  await expect(edits).toHaveAttribute('aria-expanded', 'true')
  expect(await seriousFindings(page)).toEqual([])
  await page.getByRole('button', { name: 'Show the history of everything' }).click()
  await expect(edits).toHaveCount(2)
  await page.getByLabel('Whose edits').selectOption({ label: 'Eve' })
  await expect(edits).toHaveText([/Eve removed “Subtitle”/])
  await page.emulateMedia({ colorScheme: 'dark' })
  expect(await seriousFindings(page)).toEqual([])
})
