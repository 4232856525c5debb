import { z } from 'zod'

import { Id } from './common.ts'
import type { RouteSpec } from './route.ts'

/** So long a period can be looked at, in days; the last is all that is kept. */
export const VISIT_PERIODS = ['7', '30', '90', '395'] as const

const Counts = z.object({
  /** Screens that were opened. */
  views: z.int(),
  /** Browsers, each once a day. */
  visitors: z.int(),
  /** Entries that were sent. */
  sent: z.int(),
})

/** Of a period: each of its days, and what its visitors did. Names come from the release of now; null: the screen is gone. */
export const Visits = z.object({
  days: z.array(Counts.extend({ day: z.iso.date() })),
  total: Counts,
  screens: z.array(z.object({ id: z.string(), name: z.string().nullable(), views: z.int() })),
  referrers: z.array(z.object({ host: z.string(), visits: z.int() })),
  devices: z.object({ phone: z.int(), tablet: z.int(), desktop: z.int() }),
})
export type Visits = z.infer<typeof Visits>

/** What a page of an app tells: a screen was opened, or something was sent from it. */
export const VisitInput = z.strictObject({
  kind: z.enum(['view', 'sent']),
  screenId: Id,
  /** Host of the page that led here; only with the first screen. */
  referrer: z.string().max(200).optional(),
})
export type VisitInput = z.infer<typeof VisitInput>

/** For members of the project. */
export const visitsApi = {
  read: {
    id: 'visits.read',
    method: 'get',
    path: '/api/projects/{id}/visits',
    summary: 'How often the published app was visited, without anything about its visitors',
    access: 'publishing.read',
    limit: 'api',
    query: z.object({ days: z.enum(VISIT_PERIODS).default('30') }),
    status: 200,
    answer: Visits,
  },
} as const satisfies Record<string, RouteSpec>

/** On the app's own origin. */
export const appVisitsApi = {
  tell: {
    id: 'app.visit',
    method: 'post',
    path: '/api/app/visits',
    summary: 'Count a visit; nothing is kept of who asks not to be counted',
    access: 'sameOrigin',
    limit: 'visits',
    body: VisitInput,
    status: 204,
    answer: null,
  },
} as const satisfies Record<string, RouteSpec>
