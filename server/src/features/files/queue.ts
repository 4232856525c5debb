import type { Logger } from '../../platform/logging/log.ts'

const MOST_WAITING = 1_000

/**
 * Work to be done soon, one after the other, each thing once. What is not taken (too many wait) or fails is found again by the sweep.
 */
export function createQueue(work: (id: string) => Promise<void>, log: Logger) {
  const waiting = new Set<string>()
  let running: Promise<void> | null = null
  let isOpen = true

  async function run(): Promise<void> {
    for (const id of waiting) {
      if (!isOpen) break
      waiting.delete(id)
      try {
        await work(id)
      } catch (error) {
        log.warn({ err: error, id }, 'work on a file failed; it is tried again later')
      }
    }
    running = null
  }

  return {
    add(id: string): void {
      if (!isOpen || waiting.size >= MOST_WAITING) return
      waiting.add(id)
      running ??= run()
    },
    /** Nothing waits and nothing is under way. */
    idle: async (): Promise<void> => {
      await running
    },
    async close(): Promise<void> {
      isOpen = false
      await running
    },
  }
}
