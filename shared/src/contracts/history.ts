import { z } from 'zod'

import { ROOTS } from '../document/projectDoc.ts'
import { Id, Instant, pageOf } from './common.ts'
import type { RouteSpec } from './route.ts'
import { ProjectState, RestoreVersionInput, Version, VersionDifference } from './versions.ts'

/** Changed rows that an entry names one by one. */
export const HISTORY_CHANGES = 50

/** What is asked for; everything else is left out. `node` is a widget, with `screen` also what lies on it. */
export const HistoryQuery = z.object({
  cursor: z
    .string()
    .regex(/^\d{1,15}$/, 'must be a cursor of this list')
    .optional(),
  author: Id.optional(),
  node: Id.optional(),
  screen: Id.optional(),
  /** `people`, `server`, or one reason of the server. */
  kind: z
    .string()
    .regex(/^[a-z ]{1,40}$/, 'must be people, server or a reason')
    .optional(),
  from: Instant.optional(),
  to: Instant.optional(),
})
export type HistoryQuery = z.infer<typeof HistoryQuery>

/** One row of the project that was changed; `keys` are those of the row, the last changed at the end. */
export const HistoryChange = z.object({
  root: z.enum(ROOTS),
  id: z.string(),
  kind: z.enum(['added', 'changed', 'removed']),
  name: z.string(),
  type: z.string(),
  screenId: z.string().nullable(),
  keys: z.array(z.string()),
})
export type HistoryChange = z.infer<typeof HistoryChange>

/** What one person, or the server for one reason, changed within ten minutes. Names are those of now. */
export const HistoryEntry = z.object({
  id: z.string(),
  /** Who did it or asked for it; null: the server by itself. */
  author: z.object({ id: z.string(), name: z.string(), colour: z.int() }).nullable(),
  /** Why the server did it; null: a person did it. */
  reason: z.string().nullable(),
  from: Instant,
  to: Instant,
  edits: z.int(),
  added: z.int(),
  changed: z.int(),
  removed: z.int(),
  screens: z.array(z.object({ id: z.string(), name: z.string(), changes: z.int() })),
  /** The first fifty. */
  changes: z.array(HistoryChange),
  /** The log still has the states before and after it. */
  restorable: z.boolean(),
})
export type HistoryEntry = z.infer<typeof HistoryEntry>

export const RestoreMomentInput = z.strictObject({ at: Instant, scope: RestoreVersionInput.shape.scope })
export type RestoreMomentInput = z.infer<typeof RestoreMomentInput>

export const historyApi = {
  list: {
    id: 'history.list',
    method: 'get',
    path: '/api/projects/{id}/history',
    summary: 'Who changed what, when, in the last 90 days, the latest first',
    access: 'versions.list',
    limit: 'api',
    query: HistoryQuery,
    status: 200,
    answer: pageOf(HistoryEntry),
  },
  difference: {
    id: 'history.difference',
    method: 'get',
    path: '/api/projects/{id}/history/difference',
    summary: 'What restoring everything to a moment of the last seven days would change now',
    access: 'versions.list',
    limit: 'api',
    query: z.object({ at: Instant }),
    status: 200,
    answer: VersionDifference,
  },
  state: {
    id: 'history.state',
    method: 'get',
    path: '/api/projects/{id}/history/state',
    summary: 'The project as it was at a moment of the last seven days',
    access: 'versions.list',
    limit: 'api',
    query: z.object({ at: Instant }),
    status: 200,
    answer: ProjectState,
  },
  restore: {
    id: 'history.restore',
    method: 'post',
    path: '/api/projects/{id}/history/restore',
    summary:
      'Bring back everything, one screen or one node as it was at a moment of the last seven days; answers the version kept from before',
    access: 'versions.restore',
    limit: 'write',
    body: RestoreMomentInput,
    status: 200,
    answer: Version,
  },
} as const satisfies Record<string, RouteSpec>
