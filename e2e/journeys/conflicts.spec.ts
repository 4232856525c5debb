import { expect, type Page, test } from '@playwright/test'

import { type Actor, dragBy, expectStatus, meet, nodeByText } from '../fixtures/actors.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// What somebody is told whose work was undone by somebody else's.
let server: TestServer
let mara: Actor
let tomas: Actor

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  ;[mara, tomas] = await meet(browser, server, 'Order tracking', ['Mara', 'Tomas'])
})

test.afterAll(async () => {
  await mara?.context.close()
  await tomas?.context.close()
  await server?.close()
})

const toast = (page: Page) => page.locator('.ax-toast')

test('[M8] whoever loses a move that two made at once is told by whom, and can move it anyway', async () => {
  const place = ({ page }: Actor) =>
    nodeByText(page, /^Value/).evaluate((node) => [(node as HTMLElement).offsetLeft, (node as HTMLElement).offsetTop])
  await tomas.context.setOffline(true)
  await expect(tomas.page.getByTestId('sync-status')).toHaveAttribute('data-kind', 'offline')
  await dragBy(mara.page, nodeByText(mara.page, /^Value/), 0, 40)
  await expectStatus(mara.page, 'Saved')
  await dragBy(tomas.page, nodeByText(tomas.page, /^Value/), 60, 0)
  await expectStatus(tomas.page, /Offline, 1 change/)
  const wanted = new Map([
    [mara, await place(mara)],
    [tomas, await place(tomas)],
  ])
  await tomas.context.setOffline(false)
  for (const { page } of [mara, tomas]) await expectStatus(page, 'Saved')
  await expect.poll(async () => (await place(mara)).join() === (await place(tomas)).join()).toBe(true)
  const now = (await place(mara)).join()
  // Which of the two wins is not for us to say.
  const [loser, winner] = wanted.get(mara)?.join() === now ? [tomas, mara] : [mara, tomas]
  const name = winner === mara ? 'Mara' : 'Tomas'
  await expect(toast(loser.page)).toContainText(`${name} moved`)
  await expect(toast(winner.page)).toHaveCount(0)
  await loser.page.screenshot({ path: 'test-results/shots/conflict.png' })
  await toast(loser.page).getByRole('button', { name: 'Move anyway' }).click()
  for (const actor of [mara, tomas]) await expect.poll(() => place(actor)).toEqual(wanted.get(loser))
  await expect(toast(loser.page)).toHaveCount(0)
  await expectStatus(loser.page, 'Saved')
})

test('[M8] whoever works on what somebody deletes is told by whom, and can bring it back', async () => {
  const heading = ({ page }: Actor) => page.getByTestId('artboard').getByRole('heading', { level: 1 })
  await heading(tomas).dblclick()
  await tomas.page.keyboard.press('End')
  await tomas.page.keyboard.type(' today')
  await expect(heading(mara)).toHaveText('Orders today')
  await mara.page.getByTestId('canvas').focus()
  await heading(mara).click()
  await mara.page.keyboard.press('Delete')
  await expect(toast(tomas.page)).toContainText('Mara deleted')
  await toast(tomas.page).getByRole('button', { name: 'Restore' }).click()
  for (const actor of [mara, tomas]) await expect(heading(actor)).toHaveText('Orders today')
})

test('[M7] undo says whose change left nothing of the step', async () => {
  const stat = ({ page }: Actor) => nodeByText(page, /^All orders\d*$/)
  const top = (actor: Actor) => stat(actor).evaluate((node) => (node as HTMLElement).offsetTop)
  await dragBy(mara.page, stat(mara), 0, 24)
  const seen = await top(mara)
  await expect.poll(() => top(tomas)).toBe(seen)
  await dragBy(tomas.page, stat(tomas), 0, 24)
  await expect.poll(() => top(mara)).toBeGreaterThan(seen)
  const moved = await top(mara)
  await mara.page.getByTestId('canvas').focus()
  await mara.page.keyboard.press('ControlOrMeta+z')
  await expect(toast(mara.page)).toContainText('Tomas has changed it since')
  expect(await top(mara)).toBe(moved)
  expect([mara.errors, tomas.errors]).toEqual([[], []])
})
