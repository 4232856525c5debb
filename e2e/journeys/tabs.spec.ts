import { expect, type Page, test } from '@playwright/test'

import { type Actor, dragBy, expectStatus, newProject, nodeByText, signUp } from '../fixtures/actors.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// One person, one browser, two tabs: of one project, and of two.
let server: TestServer
let mara: Actor

test.beforeAll(async ({ browser }) => {
  server = await startServer()
  mara = await signUp(browser, server, 'Mara')
  await newProject(mara, 'Order tracking')
})

test.afterAll(async () => {
  await mara?.context.close()
  await server?.close()
})

async function openTab(url: string): Promise<Page> {
  const page = await mara.context.newPage()
  await page.goto(url)
  await expectStatus(page, 'Saved')
  return page
}

const left = (page: Page, text: RegExp) => nodeByText(page, text).evaluate((node) => (node as HTMLElement).offsetLeft)

test('without a server each tab shows and counts what both have changed, and either may be closed', async () => {
  const first = mara.page
  const second = await openTab(first.url())
  await server.kill()
  for (const page of [first, second])
    await expect(page.getByTestId('sync-status')).toHaveAttribute('data-kind', 'offline')
  await dragBy(first, nodeByText(first, /^Value/), 24, 0)
  await dragBy(second, nodeByText(second, /^Pieces ordered/), 0, 48)
  await dragBy(second, nodeByText(second, /^All orders\d*$/), 0, 48)
  for (const page of [first, second]) await expectStatus(page, 'Offline, 3 changes on this device')
  const moved = await left(first, /^Value/)
  expect(await left(second, /^Value/)).toBe(moved)
  // The first tab is the one that writes to this device; the other one takes over.
  await first.close()
  await dragBy(second, nodeByText(second, /^Value/), 24, 0)
  await expectStatus(second, 'Offline, 4 changes on this device')
  await server.restart()
  await expectStatus(second, 'Saved')
  mara.page = second
})

test('what is copied in one project is pasted in another', async () => {
  const { page, context } = mara
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const dashboard = await context.newPage()
  await dashboard.goto(server.url)
  const other = { ...mara, page: dashboard }
  await newProject(other, 'Blank')
  await page.bringToFront()
  await page.getByTestId('layers-tree').getByText('New order form', { exact: true }).click()
  await page.getByTestId('canvas').focus()
  await page.keyboard.press('ControlOrMeta+c')
  await dashboard.bringToFront()
  await dashboard.getByTestId('canvas').focus()
  await dashboard.keyboard.press('ControlOrMeta+v')
  const tree = dashboard.getByTestId('layers-tree')
  for (const name of ['New order form', 'Customer', 'Quantity'])
    await expect(tree.getByText(name, { exact: true })).toBeVisible()
  await expectStatus(dashboard, 'Saved')
  await dashboard.getByTestId('canvas').focus()
  await dashboard.keyboard.press('ControlOrMeta+z')
  await expect(tree.getByText('New order form', { exact: true })).toHaveCount(0)
  await expect(page.getByTestId('layers-tree').getByText('New order form', { exact: true })).toBeVisible()
  expect(mara.errors).toEqual([])
})
