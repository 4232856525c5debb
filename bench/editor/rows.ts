import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'

import { CHROMIUM } from '../../e2e/fixtures/chromium.ts'
import { startTarget } from '../collaboration/targets.ts'
import type { Options } from '../options.ts'
import { openShop, type Shop } from '../records/shop.ts'
import type { Medians, Scenario } from '../scenario.ts'
import { percentile } from '../stats.ts'
import { signedIn } from './browser.ts'
import { countFrames, mean, readMetrics } from './frames.ts'

const ROWS = 100_000
const FPS = 60
const LOAD_MS = 1_000
const KILOBYTES = 150

const of = (medians: Medians, subject: string, key: string): number => medians[subject]?.[key] ?? NaN

const SUBJECTS: Record<string, (stage: Stage) => Promise<Record<string, number>>> = {
  'rows of the editor': scrollEditor,
  'page of an app': openApp,
}

interface Stage {
  shop: Shop
  origin: string
  browser: Browser
  quick: boolean
}

/** What people see of 100,000 rows: the table of the editor while it scrolls, and a published app that is opened for the first time. */
export const shownRows: Scenario = {
  name: 'scrolling',
  title: `${ROWS.toLocaleString('en')} rows in the editor and in a published app`,
  subjects: Object.keys(SUBJECTS),
  columns: [
    { key: 'fps', label: 'frames/s while scrolling', digits: 1 },
    { key: 'fpsP5', label: 'slowest 5 % of frames, frames/s', digits: 1 },
    { key: 'idleFps', label: 'frames/s of the resting page', digits: 1 },
    { key: 'script', label: 'script ms/frame', digits: 2 },
    { key: 'layout', label: 'style and layout ms/frame', digits: 2 },
    { key: 'endMs', label: 'jump to the last row until it is drawn, ms', digits: 0 },
    { key: 'loadMs', label: 'first visit until rows are painted, ms', digits: 0 },
    { key: 'kilobytes', label: 'kB over the wire until then', digits: 0 },
  ],
  budgets: [
    {
      label: 'rows of the editor: frames/s, share of the resting page',
      digits: 2,
      value: (m) => of(m, 'rows of the editor', 'fps') / Math.min(FPS, of(m, 'rows of the editor', 'idleFps')),
      limit: () => 0.95,
      atLeast: true,
    },
    { label: 'app: first visit, ms', digits: 0, value: (m) => of(m, 'page of an app', 'loadMs'), limit: () => LOAD_MS },
    {
      label: 'app: kB over the wire',
      digits: 0,
      value: (m) => of(m, 'page of an app', 'kilobytes'),
      limit: () => KILOBYTES,
    },
  ],
  run: (subject, options) => onShop(options, (stage) => SUBJECTS[subject]?.(stage) ?? Promise.resolve({})),
}

async function onShop<T>({ quick, profile }: Options, work: (stage: Stage) => Promise<T>): Promise<T> {
  const running = await startTarget('Axiom', profile)
  const browser = await chromium.launch(CHROMIUM)
  try {
    const { tokens } = await running.prepare(0)
    const shop = await openShop(running, tokens[0] ?? '', quick ? ROWS / 20 : ROWS)
    return await work({ shop, origin: `http://localhost:${running.process.port}`, browser, quick })
  } finally {
    await browser.close()
    await running.stop()
  }
}

async function scrollEditor({ shop, origin, browser, quick }: Stage): Promise<Record<string, number>> {
  const page = await (await signedIn(browser, origin)).newPage()
  await page.goto(`${origin}/p/${shop.projectId}`)
  await page.getByRole('button', { name: 'Data', exact: true }).click()
  await page.getByRole('button', { name: 'Orders', exact: true }).last().click()
  const region = page.getByRole('region', { name: 'Rows of Orders' })
  await region
    .getByRole('cell', { name: /^Customer/ })
    .first()
    .waitFor()
  const resting = await countFrames(page, () => page.waitForTimeout(500))
  const box = await region.boundingBox()
  if (!box) throw new Error('the rows are not there')
  await page.mouse.move(box.x + 200, box.y + box.height / 2)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const before = await readMetrics(session)
  const frames = await countFrames(page, () => wheel(page, quick ? 1_000 : 4_000))
  const after = await readMetrics(session)
  const perFrame = (name: string): number => ((after(name) - before(name)) * 1_000) / frames.length
  const from = performance.now()
  await region.evaluate((element) => element.scrollTo({ top: element.scrollHeight }))
  await region
    .locator(`tr[aria-rowindex="${shop.rows + 1}"]`)
    .filter({ hasText: 'Customer' })
    .waitFor()
  return {
    fps: 1_000 / mean(frames),
    fpsP5: 1_000 / percentile(frames, 0.95),
    idleFps: 1_000 / mean(resting),
    script: perFrame('ScriptDuration'),
    layout: perFrame('LayoutDuration') + perFrame('RecalcStyleDuration'),
    endMs: performance.now() - from,
  }
}

/** As a hand at a wheel that does not stop: 100 pixels, 60 times a second. */
async function wheel(page: Page, ms: number): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const moves: Promise<unknown>[] = []
  const { width, height } = page.viewportSize() ?? { width: 1_440, height: 900 }
  const at = { x: width / 2, y: height - 120 }
  for (const from = performance.now(); performance.now() - from < ms;) {
    moves.push(session.send('Input.dispatchMouseEvent', { type: 'mouseWheel', ...at, deltaX: 0, deltaY: 100 }))
    await page.waitForTimeout(16)
  }
  await Promise.all(moves)
}

async function openApp({ shop, browser }: Stage): Promise<Record<string, number>> {
  const context: BrowserContext = await browser.newContext({ viewport: { width: 1_440, height: 900 } })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  let bytes = 0
  session.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
  await session.send('Network.enable')
  await page.addInitScript(() => {
    const look = (): void => {
      // A frame's work is on the screen when the next one begins.
      if (document.querySelector('.aw-table tbody tr'))
        requestAnimationFrame(() => Object.assign(globalThis, { benchPainted: performance.now() }))
      else requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  })
  await page.goto(shop.appUrl)
  await page.waitForFunction(() => 'benchPainted' in globalThis)
  const loadMs = await page.evaluate(() => (globalThis as unknown as { benchPainted: number }).benchPainted)
  return { loadMs, kilobytes: bytes / 1_024 }
}
