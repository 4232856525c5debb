import type { Logger } from '../../platform/logging/log.ts'
import type { VisitStore } from './store.ts'

/** Counts are written so often, not with each visit; a crash loses what came since. */
const WRITE_MS = 5_000
/** Counted apart on one day; what comes beyond is "other". */
const MOST_REFERRERS = 50

export interface Visit {
  projectId: string
  day: string
  kind: 'view' | 'sent'
  screenId: string
  /** A host; null: none was told. */
  referrer: string | null
  device: 'phone' | 'tablet' | 'desktop'
  /** The first of this visitor on that day. */
  isNew: boolean
}

interface Tally {
  projectId: string
  day: string
  numbers: Map<string, number>
  referrers: Map<string, number>
}

/** Sums visits up, and writes the sums now and then. */
export function createCounter(store: VisitStore, log: Logger) {
  let tallies = new Map<string, Tally>()
  const timer = setInterval(() => {
    write().catch((error: unknown) => log.warn({ err: error }, 'visits could not be counted'))
  }, WRITE_MS).unref()

  function tallyOf({ projectId, day }: Visit): Tally {
    const key = `${projectId}:${day}`
    const tally = tallies.get(key) ?? { projectId, day, numbers: new Map(), referrers: new Map() }
    tallies.set(key, tally)
    return tally
  }

  async function write(): Promise<void> {
    const written = tallies
    tallies = new Map()
    for (const { projectId, day, numbers, referrers } of written.values()) {
      const known = new Set(Object.keys((await store.find(projectId, day))?.referrers ?? {}))
      for (const [host, count] of referrers) {
        if (known.size < MOST_REFERRERS) known.add(host)
        addTo(numbers, `referrers.${known.has(host) ? host : 'other'}`, count)
      }
      await store.add(projectId, day, Object.fromEntries(numbers))
    }
  }

  return {
    write,
    add(visit: Visit): void {
      const { numbers, referrers } = tallyOf(visit)
      const { kind, screenId, referrer, device, isNew } = visit
      addTo(numbers, kind === 'view' ? 'views' : 'sent')
      if (kind === 'view') addTo(numbers, `screens.${screenId}`)
      if (isNew) addTo(numbers, 'visitors')
      if (isNew) addTo(numbers, `devices.${device}`)
      if (referrer !== null) addTo(referrers, toPath(referrer))
    },
    async close(): Promise<void> {
      clearInterval(timer)
      await write()
    },
  }
}

export type Counter = ReturnType<typeof createCounter>

function addTo(sums: Map<string, number>, key: string, count = 1): void {
  sums.set(key, (sums.get(key) ?? 0) + count)
}

/** A path has no dots within a step, a host no underscores. */
function toPath(host: string): string {
  return host.replaceAll('.', '_')
}

export function fromPath(step: string): string {
  return step.replaceAll('_', '.')
}
