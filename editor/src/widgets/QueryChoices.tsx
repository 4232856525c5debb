import type { ReactNode } from 'react'

import { r } from '../texts/r.ts'
import { inScope } from './apiHost.ts'
import { queryPlace, type RecordRow, type RunnableQuery } from './host.ts'
import { shown } from './props.ts'
import { queryColumns, rowsOf } from './queryRows.ts'
import { useScope } from './scope.ts'
import { useRemote } from './useRemote.ts'
import type { WidgetProps } from './WidgetProps.ts'

interface Props extends Pick<WidgetProps, 'host'> {
  query: RunnableQuery
  /** Draws the input with what there is to choose. */
  children: (choices: readonly string[], placeholder: string | null) => ReactNode
}

/** Choices that a query answers: the first column of its rows, each once. */
export function QueryChoices({ host, query, children }: Props): ReactNode {
  const given = inScope(useScope(host, query.parameters.length > 0))
  const key = JSON.stringify(query.parameters.map(({ name }) => given[name] ?? null))
  const remote = useRemote(host, queryPlace(query.id), key, async (signal) => {
    const answer = await host.query(query, given, signal)
    const rows = rowsOf(answer)
    const [first] = queryColumns(answer, rows)
    return choicesIn(rows, first?.field.name ?? 'value')
  })
  const placeholder = remote.state === 'ready' ? null : r(remote.state === 'loading' ? 'table.loading' : 'error.failed')
  return children(remote.data ?? [], placeholder)
}

function choicesIn(rows: readonly RecordRow[], name: string): string[] {
  return [...new Set(rows.map((row) => shown(row[name])))].filter((choice) => choice !== '')
}
