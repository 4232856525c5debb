import type { ExecuteAnswer } from '@axiom/shared/contracts/dataSources'
import { isObject, type Json } from '@axiom/shared/json'
import { useState, type ReactNode } from 'react'

import { ApiError } from '../../api/client.ts'
import { t } from '../../texts/t.ts'
import { Segments } from '../../ui/Segments.tsx'
import type { useExecution } from './useSources.ts'

type View = 'asTable' | 'asJson' | 'transformed'

type Props = ReturnType<typeof useExecution>

/** More rows than that nobody reads; the count says how many there are. */
const SHOWN_ROWS = 200
const SHOWN_JSON = 50_000

/** What came back, or what is wrong. */
export function ResultView({ run, check }: Props): ReactNode {
  const [chosen, setView] = useState<View | null>(null)
  const answer = run.data
  const views = answer ? viewsOf(answer) : []
  const view = chosen !== null && views.includes(chosen) ? chosen : (views.at(-1) ?? 'asJson')
  return (
    <section className="ax-result" aria-label={t('query.result')} aria-busy={run.isPending || undefined}>
      <header>
        <h3>{t('query.result')}</h3>
        <span className="ax-grow" />
        {answer && <Summary answer={answer} />}
        {views.length > 1 && (
          <Segments
            label={t('query.result')}
            value={view}
            onChange={setView}
            segments={views.map((value) => ({ value, label: t(`query.${value}`), shown: t(`query.${value}`) }))}
          />
        )}
      </header>
      <div className="ax-result-body" role="region" tabIndex={0} aria-label={t('query.answer')}>
        <Problems run={run} check={check} />
        {answer && !run.isPending && <Shown answer={answer} view={view} />}
        {run.isPending && <div className="ax-source-skeleton" role="status" aria-label={t('query.running')} />}
        {run.isIdle && check.isIdle && <p className="ax-muted">{t('query.notYet')}</p>}
      </div>
    </section>
  )
}

function viewsOf({ data, transformed }: ExecuteAnswer): View[] {
  const isTable = rowsOf(data) !== null
  return [
    ...(isTable ? (['asJson', 'asTable'] as const) : (['asJson'] as const)),
    ...(transformed ? (['transformed'] as const) : []),
  ]
}

function Summary({ answer: { data, ms, truncated, changed } }: { answer: ExecuteAnswer }): ReactNode {
  const rows = rowsOf(data)
  return (
    <span className="ax-meta">
      {rows && `${t('query.rows', { count: rows.length })} · `}
      {truncated && `${t('query.truncated')} · `}
      {changed !== null && `${t('query.changed', { count: changed })} · `}
      {t('query.ms', { ms })}
    </span>
  )
}

function Problems({ run, check }: Props): ReactNode {
  const error = run.error ?? check.error
  if (error) {
    const lines = error instanceof ApiError ? error.errors.map(({ path, message }) => `${path}: ${message}`) : []
    return (
      <p className="ax-source-result" data-state="bad" role="alert">
        {error.message} {lines.join(' · ')}
      </p>
    )
  }
  if (!check.data) return null
  const { problems } = check.data
  if (problems.length === 0) return <p role="status">{t('query.ok')}</p>
  return (
    <ul className="ax-problems" aria-label={t('query.problems')}>
      {problems.map(({ path, code, message }) => (
        <li key={`${path} ${code} ${message}`} className="ax-source-result" data-state="bad">
          {message}
        </li>
      ))}
    </ul>
  )
}

function Shown({ answer: { data, columns, transformed }, view }: { answer: ExecuteAnswer; view: View }): ReactNode {
  if (view === 'transformed' && transformed) {
    if (transformed.ok) return <JsonText value={transformed.value} />
    return (
      <p className="ax-source-result" data-state="bad" role="alert">
        {transformed.message}
      </p>
    )
  }
  const rows = rowsOf(data)
  if (view === 'asTable' && rows) return <Table rows={rows} columns={columns} />
  return <JsonText value={data} />
}

function JsonText({ value }: { value: Json }): ReactNode {
  return <pre className="ax-mono">{JSON.stringify(value, null, 2).slice(0, SHOWN_JSON)}</pre>
}

function Table({
  rows,
  columns,
}: {
  rows: readonly Record<string, unknown>[]
  columns: readonly string[] | null
}): ReactNode {
  const names = columns ?? [...new Set(rows.slice(0, SHOWN_ROWS).flatMap((row) => Object.keys(row)))]
  if (rows.length === 0) return <p className="ax-muted">{t('query.none')}</p>
  return (
    <table>
      <thead>
        <tr>
          {names.map((name) => (
            <th key={name}>{name}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, SHOWN_ROWS).map((row, i) => (
          // Rows of a source have no id that is known here.
          <tr key={i}>
            {names.map((name) => (
              <td key={name} data-type={typeof row[name]}>
                {shown(row[name])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** A list of objects is a table. */
function rowsOf(data: Json): Record<string, unknown>[] | null {
  return Array.isArray(data) && data.every((row) => isObject(row)) ? (data as Record<string, unknown>[]) : null
}
