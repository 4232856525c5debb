import type { FieldView, ModelView } from '@axiom/shared/document/views'
import { isObject, type Json } from '@axiom/shared/json'
import { titleFieldOf } from '@axiom/shared/model/relations'
import { createContext } from 'react'

import type { RecordRow, WidgetHost } from './host.ts'
import { shown } from './props.ts'

/** Titles by id of the records and people that a table's rows refer to. */
export const ReferenceTitles = createContext<Readonly<Record<string, string>>>({})

/** As many as one request takes. */
const MOST = 200

/** The model that a relation points to. */
export function targetOf(host: WidgetHost, field: FieldView | null): ModelView | undefined {
  return field?.type === 'relation' ? host.models().find(({ id }) => id === field.constraints.target) : undefined
}

/** How a record is called: by its title, else by its id. */
export function titleOf(model: ModelView, row: RecordRow): string {
  const field = titleFieldOf(model)
  return (field && shown(row[field.name])) || shown(row['id'])
}

/** The ids in a reference: none, one or many. */
export function idsIn(value: Json | undefined): string[] {
  return (Array.isArray(value) ? value : [value]).filter((one): one is string => typeof one === 'string' && one !== '')
}

/** Names of the people that came along with rows. */
export function namesIn(rows: readonly RecordRow[]): Record<string, string> {
  const people = rows.flatMap(({ expand }) => (isObject(expand) ? Object.values(expand).flat() : []))
  return Object.fromEntries(
    people.flatMap((one) =>
      isObject(one) && typeof one['id'] === 'string' && typeof one['name'] === 'string'
        ? [[one['id'], one['name']]]
        : [],
    ),
  )
}

/** Titles of what rows refer to, one request per relation. Where the rules hide it, ids stay ids: the rows matter more. */
export async function readTitles(
  host: WidgetHost,
  fields: readonly FieldView[],
  rows: readonly RecordRow[],
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const titles: Record<string, string> = {}
  const read = async (field: FieldView): Promise<void> => {
    const target = targetOf(host, field)
    const ids = [...new Set(rows.flatMap((row) => idsIn(row[field.name])))].slice(0, MOST)
    if (!target || ids.length === 0) return
    const query = { collection: target.name, limit: MOST, cursor: null, sort: '', search: '', ids }
    const page = await host.list(query, signal).catch(() => null)
    for (const row of page?.rows ?? []) titles[shown(row['id'])] = titleOf(target, row)
  }
  await Promise.all(fields.map(read))
  return titles
}
