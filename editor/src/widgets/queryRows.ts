import type { FieldView } from '@axiom/shared/document/views'
import { isObject, type Json } from '@axiom/shared/json'

import type { QueryResult, RecordPage, RecordRow } from './host.ts'
import { shown } from './props.ts'
import type { Column } from './tableColumns.ts'

/** The rows of an answer: a list of objects, a list of values, or the first list in an object. Rows without an id get their number. */
export function rowsOf({ data }: QueryResult): RecordRow[] {
  const list = Array.isArray(data)
    ? data
    : (Object.values(isObject(data) ? data : {}).find((one) => Array.isArray(one)) ?? [])
  return (list as Json[]).map((item, i) => {
    const row = isObject(item) ? (item as RecordRow) : { value: item }
    return { ...row, id: row['id'] ?? String(i) }
  })
}

/** A column for each key: those that the source names, else those of the rows. */
export function queryColumns({ columns, data }: QueryResult, rows: readonly RecordRow[]): Column[] {
  const hasId = Array.isArray(data) && data.some((item) => isObject(item) && 'id' in item)
  const names =
    columns ?? [...new Set(rows.flatMap((row) => Object.keys(row)))].filter((name) => name !== 'id' || hasId)
  return names.map((name) => ({ field: fieldOf(name, rows), label: name }))
}

/** What a column holds, by its first value. */
function fieldOf(name: string, rows: readonly RecordRow[]): FieldView {
  const value = rows.map((row) => row[name] ?? null).find((one) => one !== null)
  const type =
    typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : isObject(value) ? 'json' : 'text'
  return { id: name, modelId: '', name, label: name, type, index: '', constraints: {}, options: [], retired: [] }
}

interface PageQuery {
  search: string
  /** `name`, `-name`, or empty. */
  order: string
  page: number
  limit: number
}

/** One page of rows that are all here already. */
export function pageOf(rows: readonly RecordRow[], { search, order, page, limit }: PageQuery): RecordPage {
  const wanted = search.trim().toLowerCase()
  const found = rows.filter(
    (row) => wanted === '' || Object.values(row).some((value) => shown(value).toLowerCase().includes(wanted)),
  )
  const name = order.replace(/^-/, '')
  const sorted =
    name === '' ? found : found.toSorted((a, b) => compare(a[name], b[name]) * (order.startsWith('-') ? -1 : 1))
  const end = (page + 1) * limit
  return {
    rows: sorted.slice(page * limit, end),
    count: sorted.length,
    nextCursor: end < sorted.length ? String(end) : null,
  }
}

function compare(a: Json | undefined, b: Json | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  return shown(a).localeCompare(shown(b), undefined, { numeric: true })
}
