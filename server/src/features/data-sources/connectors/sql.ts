import type { SourceTable } from '@axiom/shared/contracts/dataSources'
import { looksLikeReading } from '@axiom/shared/queries/sqlRequest'

import { queryFailed } from './connector.ts'

/** The databases are told that a transaction only reads; this says it before they are asked. Throws `query_failed`. */
export function readOnlyFirst(request: string): void {
  if (!looksLikeReading(request))
    throw queryFailed(
      'This data source only reads: begin with SELECT or WITH. Writing is allowed where it is connected.',
    )
}

export interface ColumnRow {
  table: string
  kind: 'table' | 'view'
  field: SourceTable['fields'][number]
}

/** Columns, in order, as tables. */
export function groupColumns(columns: readonly ColumnRow[]): SourceTable[] {
  const tables = new Map<string, SourceTable>()
  for (const { table, kind, field } of columns) {
    const known = tables.get(table) ?? { name: table, kind, fields: [] }
    known.fields.push(field)
    tables.set(table, known)
  }
  return [...tables.values()]
}
