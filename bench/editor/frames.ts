import type { CDPSession, Page } from '@playwright/test'

/** Milliseconds between animation frames while `work` runs. */
export async function countFrames(page: Page, work: () => Promise<unknown>): Promise<number[]> {
  await page.evaluate(() => {
    const times: number[] = []
    Object.assign(globalThis, { benchFrames: times })
    const frame = (now: number): void => {
      times.push(now)
      if ((globalThis as { benchFrames?: number[] }).benchFrames === times) requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
  await work()
  const times = await page.evaluate(() => {
    const { benchFrames = [] } = globalThis as { benchFrames?: number[] }
    Object.assign(globalThis, { benchFrames: undefined })
    return benchFrames
  })
  return times.slice(1).map((time, i) => time - (times[i] ?? time))
}

export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, one) => sum + one, 0) / numbers.length
}

/** What the browser has counted since `Performance.enable`. */
export async function readMetrics(session: CDPSession): Promise<(name: string) => number> {
  const { metrics } = await session.send('Performance.getMetrics')
  return (name) => metrics.find((one) => one.name === name)?.value ?? NaN
}
