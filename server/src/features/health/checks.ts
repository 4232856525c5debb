import type { DetailedHealth } from '@axiom/shared/contracts/health'

/** What the server cannot work without: each resolves when it answers. */
export type Dependencies = Record<keyof DetailedHealth['checks'], () => Promise<void>>

/** A dependency counts as failed after so much silence. */
const SILENCE_MS = 2_000

/** Asks all at once. Why one fails stands in the log of who uses it; here strangers read along. */
export async function checkAll(dependencies: Dependencies): Promise<DetailedHealth['checks']> {
  const { store, updateLog, files } = dependencies
  const [ofStore, ofLog, ofFiles] = await Promise.all([check(store), check(updateLog), check(files)])
  return { store: ofStore, updateLog: ofLog, files: ofFiles }
}

async function check(ping: () => Promise<void>): Promise<DetailedHealth['checks']['store']> {
  const started = performance.now()
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer in ${SILENCE_MS} ms`)), SILENCE_MS)
  })
  const status = await Promise.race([ping(), silence]).then(
    () => 'ok' as const,
    () => 'failed' as const,
  )
  clearTimeout(timer)
  return { status, ms: Math.round(performance.now() - started) }
}
