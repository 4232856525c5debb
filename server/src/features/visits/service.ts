import type { VisitInput, Visits } from '@axiom/shared/contracts/visits'

import type { UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { PublishingService } from '../publishing/index.ts'
import { type Counter, fromPath, type Visit } from './counter.ts'
import type { StoredVisits, VisitStore } from './store.ts'
import type { createStrangers } from './strangers.ts'

const DAY_MS = 24 * 3_600_000
/** Of lists that are shown. */
const MOST_SHOWN = 10
const ROBOTS = /bot|crawl|spider|slurp|preview|lighthouse|monitor/i
const HOST = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/

export interface VisitServiceDeps {
  store: VisitStore
  counter: Counter
  isFirst: ReturnType<typeof createStrangers>
  access: ProjectAccess
  publishing: Pick<PublishingService, 'activeRelease'>
  now: () => number
}

/** Who tells of a visit; nothing of it is kept. */
export interface Teller {
  address: string
  userAgent: string
}

export function createVisitService({ store, counter, isFirst, access, publishing, now }: VisitServiceDeps) {
  const dayAt = (at: number): string => new Date(at).toISOString().slice(0, 10)

  async function screensOf(projectId: string): Promise<Map<string, string>> {
    const release = await publishing.activeRelease(projectId)
    return new Map(release?.app.screens.map(({ id, name }) => [id, name]))
  }

  return {
    /** Screens that are not there, as of a page that is older than the release, are not counted, nor are programs. */
    async tell(projectId: string, { kind, screenId, referrer = '' }: VisitInput, teller: Teller): Promise<void> {
      if (ROBOTS.test(teller.userAgent) || !(await screensOf(projectId)).has(screenId)) return
      const day = dayAt(now())
      const isNew = await isFirst({ projectId, day, ...teller })
      const host = referrer.toLowerCase().replace(/^www\./, '')
      const told = HOST.test(host) ? host : null
      counter.add({ projectId, day, kind, screenId, referrer: told, device: deviceOf(teller.userAgent), isNew })
    },

    async read(actor: UserActor, projectId: string, days: number): Promise<Visits> {
      await access.authorize(actor, projectId, 'publishing.read')
      await counter.write()
      const first = now() - (days - 1) * DAY_MS
      const found = await store.since(projectId, dayAt(first))
      const byDay = new Map(found.map((one) => [one.day, one]))
      const shown = Array.from({ length: days }, (_, i) => {
        const day = dayAt(first + i * DAY_MS)
        return { day, ...countsOf(byDay.get(day)) }
      })
      const names = await screensOf(projectId)
      const devices = sumOf(found, 'devices')
      return {
        days: shown,
        total: {
          views: sum(shown, 'views'),
          visitors: sum(shown, 'visitors'),
          sent: sum(shown, 'sent'),
        },
        screens: most(sumOf(found, 'screens')).map(([id, views]) => ({ id, name: names.get(id) ?? null, views })),
        referrers: most(sumOf(found, 'referrers')).map(([step, visits]) => ({ host: fromPath(step), visits })),
        devices: {
          phone: devices.get('phone') ?? 0,
          tablet: devices.get('tablet') ?? 0,
          desktop: devices.get('desktop') ?? 0,
        },
      }
    },
  }
}

type Count = 'views' | 'visitors' | 'sent'

function countsOf(stored: StoredVisits | undefined): Record<Count, number> {
  return { views: stored?.views ?? 0, visitors: stored?.visitors ?? 0, sent: stored?.sent ?? 0 }
}

function sum(days: readonly Record<Count, number>[], count: Count): number {
  return days.reduce((all, day) => all + day[count], 0)
}

function sumOf(days: readonly StoredVisits[], part: 'screens' | 'referrers' | 'devices'): Map<string, number> {
  const sums = new Map<string, number>()
  for (const day of days)
    for (const [key, count] of Object.entries(day[part] ?? {})) sums.set(key, (sums.get(key) ?? 0) + count)
  return sums
}

function most(sums: ReadonlyMap<string, number>): [string, number][] {
  return [...sums].sort(([, a], [, b]) => b - a).slice(0, MOST_SHOWN)
}

function deviceOf(userAgent: string): Visit['device'] {
  if (/iPad|Tablet|Android(?!.*Mobile)/i.test(userAgent)) return 'tablet'
  return /Mobi|iPhone|Android/i.test(userAgent) ? 'phone' : 'desktop'
}
