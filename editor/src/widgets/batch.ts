/** Milliseconds of a frame that expressions may take; what is left waits for the next one [M13]. */
const BUDGET_MS = 8

const waiting = new Set<() => Promise<void>>()
let isRunning = false

/** Runs a job with the others of this frame; a job that is already waiting is not run twice. Returns the function that drops it. */
export function inNextFrame(job: () => Promise<void>): () => void {
  waiting.add(job)
  if (!isRunning) {
    isRunning = true
    requestAnimationFrame(() => void run())
  }
  return () => waiting.delete(job)
}

async function run(): Promise<void> {
  const started = performance.now()
  for (const job of waiting) {
    waiting.delete(job)
    // One that fails must not stop the others.
    await job().catch(reportError)
    if (performance.now() - started > BUDGET_MS) break
  }
  isRunning = waiting.size > 0
  if (isRunning) requestAnimationFrame(() => void run())
}
