import type { ReactNode } from 'react'

import { r } from '../texts/r.ts'
import { inScope } from './apiHost.ts'
import { queryPlace, type RecordRow, type RunnableQuery } from './host.ts'
import { shown } from './props.ts'
import { queryColumns, rowsOf } from './queryRows.ts'
import { useScope } from './scope.ts'
import { useRemote } from './useRemote.ts'
import type { WidgetProps } from './WidgetProps.ts'

/** What can be chosen: what is stored, and what people read. */
export interface Option {
  value: string
  label: string
}

interface Props extends Pick<WidgetProps, 'host' | 'node'> {
  query: RunnableQuery
  /** Draws the input with what there is to choose. */
  children: (options: readonly Option[], placeholder: string | null) => ReactNode
}

/** Choices that a query answers: the columns that the widget names, else the first, each value once. */
export function QueryChoices({ host, node, query, children }: Props): ReactNode {
  const given = inScope(useScope(host, query.parameters.length > 0))
  const { queryValue, queryLabel } = node.props
  const key = JSON.stringify([queryValue, queryLabel, query.parameters.map(({ name }) => given[name] ?? null)])
  const remote = useRemote(host, queryPlace(query.id), key, async (signal) => {
    const answer = await host.query(query, given, signal)
    const rows = rowsOf(answer)
    const names = queryColumns(answer, rows).map(({ field }) => field.name)
    const stored = names.find((name) => name === queryValue) ?? names[0] ?? 'value'
    return optionsIn(rows, stored, names.find((name) => name === queryLabel) ?? stored)
  })
  const placeholder = remote.state === 'ready' ? null : r(remote.state === 'loading' ? 'table.loading' : 'error.failed')
  return children(remote.data ?? [], placeholder)
}

function optionsIn(rows: readonly RecordRow[], stored: string, read: string): Option[] {
  const labels = new Map<string, string>()
  for (const row of rows) {
    const value = shown(row[stored])
    if (value !== '' && !labels.has(value)) labels.set(value, shown(row[read]) || value)
  }
  return [...labels].map(([value, label]) => ({ value, label }))
}
