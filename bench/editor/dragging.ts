import { setTimeout as sleep } from 'node:timers/promises'

import type { CDPSession, Page } from '@playwright/test'

import type { Medians, Scenario } from '../scenario.ts'
import { percentile } from '../stats.ts'
import { onStage } from './browser.ts'
import { countFrames, mean, readMetrics } from './frames.ts'

const WIDGETS = 500
const COUNTS: Record<string, number> = { '1 widget': 1, '50 widgets': 50 }
const FPS = 50
/** A mouse reports about every 8 ms. */
const MOUSE_MS = 8

const of = (medians: Medians, subject: string): number => medians[subject]?.['fps'] ?? NaN

/** Frames while the hand moves widgets. */
export const dragging: Scenario = {
  name: 'dragging',
  title: `widgets are dragged on a screen of ${WIDGETS}`,
  subjects: Object.keys(COUNTS),
  columns: [
    { key: 'fps', label: 'frames/s', digits: 1 },
    { key: 'fpsP5', label: 'slowest 5 % of frames, frames/s', digits: 1 },
    { key: 'idleFps', label: 'frames/s of the resting page', digits: 1 },
    { key: 'inputs', label: 'mouse moves/s', digits: 0 },
    { key: 'script', label: 'script ms/frame', digits: 2 },
    { key: 'layout', label: 'style and layout ms/frame', digits: 2 },
    { key: 'task', label: 'main thread ms/frame', digits: 2 },
  ],
  budgets: Object.keys(COUNTS).map((subject) => ({
    label: `${subject}, frames/s`,
    digits: 1,
    value: (m) => of(m, subject),
    limit: () => FPS,
    atLeast: true,
  })),
  run: (subject, options) =>
    onStage(WIDGETS, options, async ({ page: url, newContext }) => {
      const page = await (await newContext()).newPage()
      await page.goto(url)
      await page.waitForFunction(
        (wanted) => document.querySelectorAll('[data-testid="artboard"] [data-node-id]').length >= wanted,
        WIDGETS,
      )
      await page.getByTestId('sync-status').filter({ hasText: 'Saved' }).waitFor()
      const grip = await selectWidgets(page, COUNTS[subject] ?? 1)
      return measureDrag(page, grip, options.quick ? 1500 : 4000)
    }),
}

/** Selects the first `count` widgets by a marquee; gives where to take hold of them. */
async function selectWidgets(page: Page, count: number): Promise<{ x: number; y: number }> {
  const boxes = await page
    .getByTestId('artboard')
    .locator('> [data-node-id]')
    .evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().toJSON() as DOMRect))
  const rows = boxes.toSorted((a, b) => a.y - b.y || a.x - b.x).slice(0, count)
  const [first] = rows
  if (first === undefined) throw new Error('the canvas shows no widgets')
  const right = Math.max(...rows.map((box) => box.x + box.width))
  // Only just into the last row: what is touched is taken, and some widgets are higher than their frames.
  const bottom = Math.max(...rows.map((box) => box.y)) + 4
  await page.mouse.move(first.x - 2, first.y - 2)
  await page.mouse.down()
  await page.mouse.move(right - 1, bottom, { steps: 3 })
  await page.mouse.up()
  if (count > 1) {
    const selected = await page.locator('.ax-sel-part:visible').count()
    if (selected !== count) throw new Error(`the marquee took ${selected} widgets instead of ${count}`)
  }
  return { x: first.x + first.width / 2, y: first.y + first.height / 2 }
}

async function measureDrag(page: Page, grip: { x: number; y: number }, ms: number): Promise<Record<string, number>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const resting = await countFrames(page, () => page.waitForTimeout(500))
  await page.mouse.move(grip.x, grip.y)
  await page.mouse.down()
  await circle(session, grip, 500)
  if ((await page.locator('.ax-canvas.is-dragging').count()) === 0) throw new Error('nothing is being dragged')
  const before = await readMetrics(session)
  let inputs = 0
  const frames = await countFrames(page, async () => {
    inputs = await circle(session, grip, ms)
  })
  const after = await readMetrics(session)
  await page.mouse.up()
  const perFrame = (name: string): number => ((after(name) - before(name)) * 1000) / frames.length
  return {
    fps: 1000 / mean(frames),
    fpsP5: 1000 / percentile(frames, 0.95),
    idleFps: 1000 / mean(resting),
    inputs: (inputs / ms) * 1000,
    script: perFrame('ScriptDuration'),
    layout: perFrame('LayoutDuration') + perFrame('RecalcStyleDuration'),
    task: perFrame('TaskDuration'),
  }
}

/** Moves the mouse around over the screen, by the clock and not by the page's answers; gives the number of moves. */
async function circle(session: CDPSession, { x, y }: { x: number; y: number }, ms: number): Promise<number> {
  const from = performance.now()
  const moves: Promise<unknown>[] = []
  while (performance.now() - from < ms) {
    const elapsed = performance.now() - from
    const turn = elapsed / 700
    const reach = 40 + 120 * (1 - Math.cos(elapsed / 1500))
    const at = { x: x + reach + reach * Math.cos(turn), y: y + reach + reach * Math.sin(turn) }
    moves.push(session.send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...at, button: 'left', buttons: 1 }))
    await sleep(Math.max(0, MOUSE_MS * moves.length - (performance.now() - from)))
  }
  await Promise.all(moves)
  return moves.length
}
