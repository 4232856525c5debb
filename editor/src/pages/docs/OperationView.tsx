import { useState, type ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { Code } from './Code.tsx'
import { Method } from './Method.tsx'
import { exampleOf, groupParameters, type Operation } from './openapi.ts'
import { ParameterTable } from './ParameterTable.tsx'
import { pathOf, type Values } from './request.ts'
import { RequestPanel } from './RequestPanel.tsx'

import styles from './docs.module.css'

/** One operation: what it takes and answers, and beside it the request with what was filled in. */
export function OperationView({ document, operation }: { document: unknown; operation: Operation }): ReactNode {
  const [values, setValues] = useState<Values>({})
  const { method, path, summary, parameters, body, responses } = operation
  const { filters, others } = groupParameters(parameters)
  const shared = {
    values,
    onFill: method === 'get' ? (name: string, value: string) => setValues({ ...values, [name]: value }) : null,
  }
  const placed = (where: string): typeof others => others.filter((parameter) => parameter.in === where)
  const example = body === undefined ? undefined : exampleOf(document, body)
  return (
    <>
      <main className={styles.main}>
        <h1>{summary || path}</h1>
        <p className={styles.path}>
          <Method name={method} />
          <span>{path}</span>
        </p>
        <ParameterTable title={t('docs.path')} parameters={placed('path')} {...shared} />
        <ParameterTable
          title={t('docs.filters')}
          hint={t('docs.filtersHint', { name: filters[0]?.name ?? '', operator: filters[0]?.operators[0] ?? '' })}
          parameters={filters}
          {...shared}
        />
        <ParameterTable title={t('docs.query')} parameters={placed('query')} {...shared} />
        <ParameterTable title={t('docs.headers')} parameters={placed('header')} {...shared} onFill={null} />
        {example !== undefined && (
          <section>
            <h2>{t('docs.body')}</h2>
            <Code value={JSON.stringify(example, null, 2)} />
          </section>
        )}
        <section>
          <h2>{t('docs.responses')}</h2>
          <ul className={styles.table}>
            {responses.map(({ status, description }) => (
              <li key={status}>
                <span className={styles.status} data-good={status.startsWith('2') || undefined}>
                  {status}
                </span>
                <span className="ax-muted">{description}</span>
              </li>
            ))}
          </ul>
        </section>
      </main>
      <RequestPanel document={document} operation={operation} path={pathOf(operation, values)} body={example} />
    </>
  )
}
