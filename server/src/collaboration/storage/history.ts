import { chunkIdAt, timeOfChunk } from './chunkId.ts'

/** Attributions are kept so long after their edit (ms) [C2]. */
export const ATTRIBUTION_MS = 90 * 24 * 3_600_000
/** Edits of one author within the same such part of time (ms) are told as one. */
export const SPAN_MS = 10 * 60_000

/** Which edits are asked for; what is not given does not matter. */
export interface HistoryQuery {
  /** Only edits before this time and, if given, not before the other one (ms). */
  before: number
  from?: number | undefined
  /** Who asked for the edit. */
  by?: string | undefined
  /** Edits of people, of the server, or of the server for this reason. */
  kind?: string | undefined
  /** Only edits that touched this row, given as `root/row`. */
  row?: string | undefined
}

/** All edits of one author, for one reason, within one span. Times are those up to which a log has to be loaded to hold the edit. */
export interface EditGroup {
  /** Null: the server by itself. */
  by: string | null
  /** Why the server made them; null: a person did. */
  reason: string | null
  first: number
  last: number
  edits: number
  /** Names (`TouchedName`), each once, what was touched last at the end. */
  touched: string[]
}

/** What was edited in one span of time; the groups that ended last come first. */
export interface EditSpan {
  start: number
  groups: EditGroup[]
}

/** One attribution, as far as a history needs it. */
export interface HistoryRow {
  id: string
  at: number
  by: string | null
  reason: string | null
  touched: readonly string[]
}

/** The ids between which the edits lie that are asked for: the first inclusive. */
export function idRange({ before, from = 0 }: HistoryQuery): { from: string; before: string } {
  return { from: chunkIdAt(from), before: chunkIdAt(before) }
}

/** The query narrowed to the span in which the edit with this id lies. */
export function spanAround(query: HistoryQuery, id: string): HistoryQuery & { from: number } {
  const start = startOf(id)
  return { ...query, from: Math.max(start, query.from ?? 0), before: Math.min(start + SPAN_MS, query.before) }
}

/** Puts the rows of one span, in the order of their ids, together. */
export function toSpan(rows: Iterable<HistoryRow>): EditSpan | null {
  const groups = new Map<string, EditGroup & { names: Set<string> }>()
  let start: number | null = null
  for (const { id, at, by, reason, touched } of rows) {
    start ??= startOf(id)
    // The id of a migration tells no time.
    const time = timeOfChunk(id) || at
    const key = JSON.stringify([by, reason])
    const found = groups.get(key)
    const group = found ?? { by, reason, first: time, last: time, edits: 0, touched: [], names: new Set<string>() }
    groups.set(key, group)
    group.last = time
    group.edits += 1
    for (const name of touched) {
      group.names.delete(name)
      group.names.add(name)
    }
  }
  if (start === null) return null
  const told = [...groups.values()].map(({ names, ...group }) => ({ ...group, touched: [...names] }))
  return { start, groups: told.toSorted((a, b) => b.last - a.last) }
}

/** True for a row that the query asks for, by everything but its time. */
export function isAskedFor({ by, kind, row: wanted }: HistoryQuery, row: HistoryRow): boolean {
  if (by !== undefined && row.by !== by) return false
  if (kind === 'people' && row.reason !== null) return false
  if (kind === 'server' && row.reason === null) return false
  if (kind !== undefined && kind !== 'people' && kind !== 'server' && row.reason !== kind) return false
  return wanted === undefined || row.touched.some((name) => name === wanted || name.startsWith(`${wanted}/`))
}

function startOf(id: string): number {
  return Math.floor(timeOfChunk(id) / SPAN_MS) * SPAN_MS
}
