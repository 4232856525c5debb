import type { Filter } from 'mongodb'

import {
  ATTRIBUTION_MS,
  type EditSpan,
  type HistoryQuery,
  type HistoryRow,
  idRange,
  spanAround,
  toSpan,
} from './history.ts'
import type { MongoLog, StoredAttribution } from './mongoLog.ts'

type Read = Pick<StoredAttribution, 'at' | 'by' | 'origin' | 'reason' | 'touched'> & { _id: string }

const FIELDS = ['at', 'by', 'origin', 'reason', 'touched'] as const

/** The latest span with edits as asked for: attributions lie in their chunks until these are compacted, then by themselves. */
export async function findSpan(log: MongoLog, d: string, query: HistoryQuery): Promise<EditSpan | null> {
  const found = await Promise.all([readMoved(log, d, query, 1), readInChunks(log, d, query, 1)])
  const [last] = inOrder(found.flat()).toReversed()
  if (last === undefined) return null
  const narrow = spanAround(query, last._id)
  const rows = await Promise.all([readMoved(log, d, narrow), readInChunks(log, d, narrow)])
  return toSpan(inOrder(rows.flat()).map(toRow))
}

/** Each once: while a compaction is under way some are in both places. */
function inOrder(rows: readonly Read[]): Read[] {
  const each = new Map(rows.map((row) => [row._id, row]))
  return [...each.values()].toSorted((a, b) => (a._id < b._id ? -1 : 1))
}

function toRow({ _id: id, at, by, origin, reason = origin, touched }: Read): HistoryRow {
  return { id, at: at.getTime(), by, reason: origin === 'server' ? reason : null, touched }
}

/** `limit`: only so many, the last ones. */
async function readMoved(log: MongoLog, d: string, query: HistoryQuery, limit?: number): Promise<Read[]> {
  const projection = Object.fromEntries(FIELDS.map((field) => [field, 1]))
  const found = log.attributions.find<Read>({ d, ...filterOf(query, '') }, { projection, sort: { _id: -1 } })
  return (limit === undefined ? found : found.limit(limit)).toArray()
}

async function readInChunks(log: MongoLog, d: string, query: HistoryQuery, limit?: number): Promise<Read[]> {
  const projection = Object.fromEntries(FIELDS.map((field) => [`a.${field}`, 1]))
  const filter = { d, k: 'u', coveredBy: { $exists: false }, ...filterOf(query, 'a.') } as const
  const found = log.chunks.find<{ _id: string; a: Omit<Read, '_id'> }>(filter, { projection, sort: { _id: -1 } })
  const chunks = await (limit === undefined ? found : found.limit(limit)).toArray()
  return chunks.map(({ _id, a }) => ({ _id, ...a }))
}

/** `at`: where the fields of the attribution are. */
function filterOf(query: HistoryQuery, at: '' | 'a.'): Filter<{ _id: string }> {
  const { by, kind, row } = query
  const { from, before } = idRange(query)
  const condition: Record<string, unknown> = {
    _id: { $gte: from, $lt: before },
    [`${at}at`]: { $gte: new Date(Date.now() - ATTRIBUTION_MS) },
  }
  if (by !== undefined) condition[`${at}by`] = by
  if (kind === 'people' || kind === 'server') condition[`${at}origin`] = kind === 'people' ? 'client' : 'server'
  else if (kind !== undefined) condition[`${at}reason`] = kind
  if (row !== undefined) condition[`${at}touched`] = { $regex: `^${row}(/|$)` }
  return condition
}
