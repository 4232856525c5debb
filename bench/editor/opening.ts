import type { BrowserContext, Page } from '@playwright/test'

import type { Medians, Scenario } from '../scenario.ts'
import { onStage } from './browser.ts'

const WIDGETS = 500
const OPEN_MS = 1500

const of = (medians: Medians, subject: string): number => medians[subject]?.['usable'] ?? NaN

/** From the navigation to a canvas on which everything is drawn. */
export const opening: Scenario = {
  name: 'opening',
  title: `a project with ${WIDGETS} widgets on one screen is opened`,
  subjects: ['cold', 'warm'],
  columns: [
    { key: 'shell', label: 'first widget drawn, ms', digits: 0 },
    { key: 'usable', label: 'all widgets painted, ms', digits: 0 },
    { key: 'saved', label: 'connected and Saved, ms', digits: 0 },
    { key: 'script', label: 'script ms', digits: 0 },
    { key: 'layout', label: 'style and layout ms', digits: 0 },
  ],
  budgets: [
    { label: 'usable, cold (nothing cached), ms', digits: 0, value: (m) => of(m, 'cold'), limit: () => OPEN_MS },
    { label: 'usable, warm (second visit), ms', digits: 0, value: (m) => of(m, 'warm'), limit: () => OPEN_MS },
  ],
  run: (subject, options) =>
    onStage(WIDGETS, options, async ({ page, newContext }) => {
      const context = await newContext()
      if (subject === 'warm') await visitBefore(context, page)
      return measureOpening(await context.newPage(), page)
    }),
}

/** A first visit, until the page is kept by the service worker and the document by the local store. */
async function visitBefore(context: BrowserContext, url: string): Promise<void> {
  const page = await context.newPage()
  await measureOpening(page, url)
  await page.evaluate(() => navigator.serviceWorker.ready)
  await page.close({ runBeforeUnload: true })
}

interface Marks {
  shell?: number
  usable?: number
  saved?: number
}

async function measureOpening(page: Page, url: string): Promise<Record<string, number>> {
  await page.addInitScript((wanted) => {
    const marks: Marks = {}
    Object.assign(globalThis, { benchMarks: marks })
    // A frame's work is on the screen when the next one begins.
    const painted = (name: keyof Marks): void => {
      requestAnimationFrame(() => (marks[name] ??= performance.now()))
    }
    const look = (): void => {
      const drawn = document.querySelectorAll('[data-testid="artboard"] [data-node-id]').length
      if (drawn > 0) painted('shell')
      if (drawn >= wanted) painted('usable')
      if (document.querySelector('[data-testid="sync-status"]')?.textContent?.includes('Saved')) painted('saved')
      if (marks.usable === undefined || marks.saved === undefined) requestAnimationFrame(look)
    }
    requestAnimationFrame(look)
  }, WIDGETS)
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  await page.goto(url)
  await page.waitForFunction(() => {
    const { benchMarks } = globalThis as { benchMarks?: Marks }
    return benchMarks?.usable !== undefined && benchMarks.saved !== undefined
  })
  const marks = await page.evaluate(() => (globalThis as { benchMarks?: Marks }).benchMarks ?? {})
  const { metrics } = await session.send('Performance.getMetrics')
  const metric = (name: string): number => (metrics.find((one) => one.name === name)?.value ?? NaN) * 1000
  return {
    shell: marks.shell ?? NaN,
    usable: marks.usable ?? NaN,
    saved: marks.saved ?? NaN,
    script: metric('ScriptDuration'),
    layout: metric('LayoutDuration') + metric('RecalcStyleDuration'),
  }
}
