import { expect, type Page, test } from '@playwright/test'

import { dragBy, expectStatus, invite, newProject, nodeByText, signUp } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { layer } from '../fixtures/editing.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

let server: TestServer

test.beforeAll(async () => {
  server = await startServer()
})

test.afterAll(async () => {
  server?.freeDisk()
  await server?.close()
})

const leftOf = (page: Page): Promise<number> =>
  nodeByText(page, /^Orders$/).evaluate((node) => (node as HTMLElement).offsetLeft)
const banner = (page: Page) => page.getByText('The server cannot save at the moment')

test('[C9] while nothing can be stored people are told within seconds and nothing is shown as saved; afterwards all is, without a reload', async ({
  browser,
}) => {
  const mara = await signUp(browser, server, 'Mara')
  const ben = await signUp(browser, server, 'Ben')
  const { page } = mara
  await invite(server, mara, ben, await newProject(mara, 'Order tracking'))
  for (const each of [page, ben.page]) await each.evaluate(() => void Reflect.set(window, 'sameVisit', true))
  const before = await leftOf(page)

  server.fillDisk()
  await dragBy(page, nodeByText(page, /^Orders$/), 80, 0)
  const moved = await leftOf(page)
  expect(moved).toBeGreaterThan(before)
  const editedAt = Date.now()
  for (const each of [page, ben.page]) await expect(banner(each)).toBeVisible()
  expect(Date.now() - editedAt).toBeLessThan(9_000)
  await expectStatus(page, /Saving is interrupted, \d+ change/)
  await expect(page.getByTestId('sync-status')).not.toHaveAttribute('data-kind', 'saved')
  expect(await leftOf(ben.page)).toBe(before)
  expect(await seriousFindings(page)).toEqual([])

  // Read-only: what could not be kept is not begun.
  await layer(ben.page, 'Subtitle').click()
  await ben.page.getByTestId('canvas').focus()
  await ben.page.keyboard.press('Delete')
  await expect(layer(ben.page, 'Subtitle')).toBeVisible()
  // Who opens it anew meanwhile sees what is safe, and no sign of anything being saved.
  const late = await ben.context.newPage()
  await late.goto(ben.page.url())
  await expect.poll(() => leftOf(late)).toBe(before)
  await expect(late.getByTestId('sync-status')).toHaveAttribute('data-kind', /offline|outage/)
  await late.close()

  server.freeDisk()
  for (const each of [page, ben.page]) {
    await expect(banner(each)).toBeHidden({ timeout: 20_000 })
    await expectStatus(each, 'Saved')
    expect(await each.evaluate(() => Reflect.get(window, 'sameVisit'))).toBe(true)
  }
  await expect.poll(() => leftOf(ben.page)).toBe(moved)
  await ben.page.keyboard.press('Delete')
  await expect(layer(page, 'Subtitle')).toHaveCount(0)
  await expectStatus(ben.page, 'Saved')

  // What was shown as saved is on the disk.
  await server.kill()
  await server.restart()
  const fresh = await browser.newContext({ storageState: await ben.context.storageState() })
  const again = await fresh.newPage()
  await again.goto(ben.page.url())
  await expectStatus(again, 'Saved')
  expect(await leftOf(again)).toBe(moved)
  await expect(layer(again, 'Subtitle')).toHaveCount(0)
  expect(mara.errors).toEqual([])
})
