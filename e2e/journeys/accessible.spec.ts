import { type Browser, expect, type Page, test } from '@playwright/test'

import { type Actor, call, newProject, signUp, tokenOf } from '../fixtures/actors.ts'
import { seriousFindings } from '../fixtures/axe.ts'
import { startServer, type TestServer } from '../fixtures/server.ts'

// Every page and state that somebody can come to, in light and dark: axe finds nothing serious.
let server: TestServer

test.beforeAll(async () => {
  server = await startServer()
})

test.afterAll(async () => {
  await server?.close()
})

/** Serious and critical findings, with the state that they are in. */
async function expectAccessible(page: Page, state: string): Promise<void> {
  const found = (await seriousFindings(page)).map((finding) => `${state}: ${finding}`)
  expect.soft(found).toEqual([])
}

async function checkOutside(browser: Browser, scheme: 'light' | 'dark'): Promise<void> {
  const context = await browser.newContext({ colorScheme: scheme })
  const page = await context.newPage()
  for (const path of ['/sign-in', '/sign-up', '/nowhere']) {
    await page.goto(`${server.url}${path}`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await expectAccessible(page, path)
  }
  await context.close()
}

async function checkEditor({ page }: Actor): Promise<void> {
  const layers = page.getByTestId('layers-tree')
  const rail = page.getByRole('navigation', { name: 'Panels' })
  await layers.getByText('Orders table').click()
  for (const tab of ['Content', 'Events', 'Design']) {
    await page.getByRole('complementary', { name: 'Inspector' }).getByRole('tab', { name: tab }).click()
    await expectAccessible(page, `inspector ${tab}`)
  }
  await layers.getByText('Title', { exact: true }).click({ modifiers: ['Shift'] })
  await expectAccessible(page, 'two selected')
  await layers.getByText('Title', { exact: true }).click({ button: 'right' })
  await expect(page.getByRole('menu')).toBeVisible()
  await expectAccessible(page, 'context menu')
  await page.keyboard.press('Escape')
  await page.getByTestId('canvas').press('ControlOrMeta+k')
  await expect(page.getByPlaceholder('Type a command or a widget')).toBeVisible()
  await expectAccessible(page, 'palette')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  await page.getByTestId('canvas').press('?')
  await expect(page.getByRole('dialog')).toBeVisible()
  await expectAccessible(page, 'shortcuts')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
  for (const panel of ['Insert', 'Sources', 'Theme', 'Trash', 'Versions', 'Publications']) {
    await rail.getByRole('button', { name: panel }).click()
    await expectAccessible(page, panel)
  }
  await rail.getByRole('button', { name: 'Data' }).click()
  for (const tab of ['Fields', 'Rules', 'Endpoints', 'Rows']) {
    await page
      .getByRole('button', { name: tab })
      .or(page.getByRole('radio', { name: tab }))
      .or(page.getByRole('tab', { name: tab }))
      .first()
      .click()
    await expectAccessible(page, `data ${tab}`)
  }
  for (const dialog of ['Share', 'Publish']) {
    await page.getByRole('banner').getByRole('button', { name: dialog }).click()
    await expect(page.getByRole('dialog')).toBeVisible()
    await expectAccessible(page, dialog)
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toBeHidden()
  }
}

async function checkPhone({ page }: Actor): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 })
  await expectAccessible(page, 'phone')
  for (const sheet of ['Layers', 'Insert', 'Inspector']) {
    await page.getByRole('button', { name: sheet, exact: true }).last().click()
    await expectAccessible(page, `phone ${sheet}`)
  }
}

async function start(browser: Browser, scheme: 'light' | 'dark', name: string): Promise<Actor> {
  const actor = await signUp(browser, server, `${name}${scheme}`)
  await actor.page.emulateMedia({ colorScheme: scheme })
  return actor
}

async function openOrders(actor: Actor): Promise<string> {
  const projectId = await newProject(actor, 'Order tracking')
  await expect(actor.page.getByTestId('artboard').getByRole('table')).toBeVisible()
  return projectId
}

for (const scheme of ['light', 'dark'] as const) {
  test.describe(`axe finds nothing serious, ${scheme}`, () => {
    test.describe.configure({ timeout: 120_000 })

    test('in the editor', async ({ browser }) => {
      const mara = await start(browser, scheme, 'Mara')
      await openOrders(mara)
      await expectAccessible(mara.page, 'editor')
      await checkEditor(mara)
      expect(mara.errors).toEqual([])
      await mara.context.close()
    })

    test('in the editor on a phone', async ({ browser }) => {
      const ines = await start(browser, scheme, 'Ines')
      await openOrders(ines)
      await checkPhone(ines)
      await ines.context.close()
    })

    test('around the editor', async ({ browser }) => {
      await checkOutside(browser, scheme)
      const tom = await start(browser, scheme, 'Tom')
      const { page } = tom
      await expectAccessible(page, 'first visit')
      const projectId = await openOrders(tom)
      for (const path of [
        '/',
        `/p/${projectId}/preview`,
        `/docs/${projectId}`,
        '/docs',
        '/p/nothing',
        '/join#token=no',
      ]) {
        await page.goto(`${server.url}${path}`)
        await expect(page.getByRole('heading').first()).toBeVisible()
        await expectAccessible(page, path)
      }
      const token = await tokenOf(tom)
      const release = await call<{ appUrl: string }>(server, token, 'POST', `/api/projects/${projectId}/publish`, {})
      await page.goto(release.body.appUrl)
      await expect(page.getByRole('form')).toBeVisible()
      await expectAccessible(page, 'published app')
      expect(tom.errors).toEqual([])
      await tom.context.close()
    })
  })
}
