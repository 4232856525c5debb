import { type Browser, type BrowserContext, expect, type Page, test } from '@playwright/test'

import { type Actor, expectStatus, meet } from '../fixtures/actors.ts'
import { blocksOf, insert, layer, openText, richField } from '../fixtures/editing.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// The server is killed again and again while two people type in one text.
const ROUNDS = 10

let server: TestServer
let mara: Actor
let tomas: Actor
let vera: BrowserContext
let url: string

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  const people = await meet(browser, server, 'Blank', ['Mara', 'Tomas', 'Vera'])
  ;[mara, tomas] = people
  vera = people[2].context
  url = mara.page.url()
})

test.afterAll(async () => {
  await mara?.context.close()
  await tomas?.context.close()
  await vera?.close()
  await server?.close()
})

/** What somebody sees who has nothing on the device. */
async function readFresh(browser: Browser, nodeId: string | null): Promise<string[]> {
  const storageState = await vera.storageState({ indexedDB: false })
  await vera.close()
  vera = await browser.newContext({ storageState, serviceWorkers: 'block' })
  const page = await vera.newPage()
  await page.goto(url)
  await expectStatus(page, 'Saved')
  const blocks = await page.locator(`[data-node-id="${nodeId}"] p`).allTextContents()
  await page.close()
  return blocks
}

/** What somebody has typed in so many rounds. */
const ownWords = (rounds: number): string =>
  Array.from({ length: rounds }, (_, round) => ` kept${round} down${round}`).join('')

test.setTimeout(120_000)

test('kill -9, ten times: what was shown as saved is there, nothing typed meanwhile is lost, both come back', async ({
  browser,
}) => {
  const people = [mara, tomas]
  await insert(mara.page, 'Text')
  await expect(layer(tomas.page, 'Text')).toBeVisible()
  await Promise.all(people.map(({ page }) => openText(page, 'Text')))
  await mara.page.keyboard.press('ControlOrMeta+a')
  await mara.page.keyboard.type('Mara')
  await mara.page.keyboard.press('Enter')
  await mara.page.keyboard.type('Tomas')
  await expect(richField(tomas.page)).toContainText('MaraTomas')
  await mara.page.keyboard.press('ControlOrMeta+Home')
  await mara.page.keyboard.press('End')
  await tomas.page.keyboard.press('ControlOrMeta+End')
  const nodeId = await mara.page
    .locator('[data-node-id]')
    .filter({ hasText: 'Tomas' })
    .last()
    .getAttribute('data-node-id')
  const typed = (way: (page: Page) => Promise<void>): Promise<unknown> =>
    Promise.all(people.map(({ page }) => way(page)))

  for (let round = 0; round < ROUNDS; round++) {
    await typed(async (page) => {
      await page.keyboard.type(` gone${round}`)
      for (let i = 0; i < 6; i++) await page.keyboard.press('Backspace')
      await page.keyboard.type(` kept${round}`)
    })
    for (const { page } of people) await expectStatus(page, 'Saved')
    await server.kill()
    // Now and then nobody may return before somebody else has looked: what is there then is what the server itself has kept.
    const isLooking = round % 4 === 0
    if (isLooking) for (const { context } of people) await context.setOffline(true)
    const back = server.restart()
    await typed((page) => page.keyboard.type(` down${round}`, { delay: 30 }))
    await back
    if (!isLooking) continue
    const before = ownWords(round)
    expect(await readFresh(browser, nodeId)).toEqual([`Mara${before} kept${round}`, `Tomas${before} kept${round}`])
    for (const { context } of people) await context.setOffline(false)
  }

  for (const { page } of people) await expectStatus(page, 'Saved')
  const own = ownWords(ROUNDS)
  for (const { page } of people)
    await expect.poll(() => blocksOf(richField(page))).toEqual([`Mara${own}`, `Tomas${own}`])
  expect(await readFresh(browser, nodeId)).toEqual([`Mara${own}`, `Tomas${own}`])
  for (const { page, errors } of people) {
    await expect(page.locator('.ax-toast')).toHaveCount(0)
    expect(errors).toEqual([])
  }
})
