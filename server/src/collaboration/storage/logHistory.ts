import type { SQLInputValue } from 'node:sqlite'

import { ATTRIBUTION_MS, type EditSpan, type HistoryQuery, idRange, spanAround, toSpan } from './history.ts'
import type { LogTables } from './logTables.ts'

/** The latest span with edits as asked for, from `log.db`. */
export function findSpan(tables: LogTables, projectId: string, query: HistoryQuery): EditSpan | null {
  const [last] = tables.attributions(...conditionOf(projectId, query), true)
  return last === undefined ? null : toSpan(tables.attributions(...conditionOf(projectId, spanAround(query, last.id))))
}

function conditionOf(projectId: string, query: HistoryQuery): [condition: string, values: SQLInputValue[]] {
  const { by, kind, row } = query
  const { from, before } = idRange(query)
  const parts: [condition: string, ...values: SQLInputValue[]][] = [
    ['project = ? AND id >= ? AND id < ? AND at >= ?', projectId, from, before, Date.now() - ATTRIBUTION_MS],
  ]
  if (by !== undefined) parts.push(['by = ?', by])
  if (kind === 'people') parts.push(['reason IS NULL'])
  else if (kind === 'server') parts.push(['reason IS NOT NULL'])
  else if (kind !== undefined) parts.push(['reason = ?', kind])
  // Names stand in quotes there, and rows' ids have none.
  if (row !== undefined) parts.push(['(instr(touched, ?) OR instr(touched, ?))', `"${row}"`, `"${row}/`])
  return [parts.map(([condition]) => condition).join(' AND '), parts.flatMap(([, ...values]) => values)]
}
