import { Button, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Fragment, useState, type ReactNode } from 'react'
import { Link, useLocation, useParams } from 'react-router'

import { api, ApiError } from '../../api/client.ts'
import { t } from '../../texts/t.ts'
import { StateMessage } from '../../ui/StateMessage.tsx'
import { NotFoundPage } from '../NotFoundPage.tsx'
import { exampleOf, readOperations, type Operation } from './openapi.ts'

import styles from './docs.module.css'

/** The API of a project, or without one that of the platform, read from its live OpenAPI document. */
export function ApiDocsPage(): ReactNode {
  const { projectId } = useParams()
  const current = decodeURIComponent(useLocation().hash.slice(1))
  const spec = useQuery({
    queryKey: ['openapi', projectId],
    queryFn: () =>
      api.get<unknown>(projectId === undefined ? '/api/openapi.json' : `/api/dynamic/${projectId}/openapi.json`),
  })
  if (spec.isError) return <NotFoundPage />
  const operations = readOperations(spec.data)
  const shown = operations.find(({ id }) => id === current) ?? operations[0]
  return (
    <div className={styles.wrap}>
      <nav className={styles.list} aria-label={t('docs.title')}>
        <Link to={projectId === undefined ? '/' : `/p/${projectId}`}>← {t('docs.title')}</Link>
        <OperationLinks operations={operations} shown={shown} />
        {projectId !== undefined && <Link to="/docs">{t('docs.platform')} →</Link>}
      </nav>
      <main className={styles.main} aria-busy={spec.isPending}>
        {shown !== undefined && <OperationView key={shown.id} document={spec.data} operation={shown} />}
        {spec.isSuccess && shown === undefined && <StateMessage title={t('docs.title')} lead={t('docs.none')} />}
      </main>
    </div>
  )
}

/** Under the name of what they are about, where there are several such things. */
function OperationLinks({ operations, shown }: { operations: Operation[]; shown: Operation | undefined }): ReactNode {
  const groups = Object.entries(Object.groupBy(operations, ({ tag }) => tag))
  return groups.map(([tag, inside = []]) => (
    <Fragment key={tag}>
      {groups.length > 1 && <h2>{tag}</h2>}
      {inside.map((operation) => (
        <Link key={operation.id} to={`#${encodeURIComponent(operation.id)}`} aria-current={operation === shown}>
          <Method name={operation.method} />
          <span className="ax-cut">{operation.summary || operation.path}</span>
        </Link>
      ))}
    </Fragment>
  ))
}

function Method({ name }: { name: string }): ReactNode {
  return (
    <span className={styles.method} data-method={name}>
      {name}
    </span>
  )
}

function OperationView({ document, operation }: { document: unknown; operation: Operation }): ReactNode {
  const { method, path, summary, parameters, body, responses } = operation
  return (
    <>
      <h1>{summary || path}</h1>
      <p className={styles.path}>
        <Method name={method} /> {path}
      </p>
      {parameters.length > 0 && <h2>{t('docs.parameters')}</h2>}
      {parameters.map((parameter) => (
        <div key={`${parameter.in}/${parameter.name}`} className={styles.row}>
          <span className={styles.name}>{parameter.name}</span>
          <span className="ax-meta">
            {parameter.in}
            {parameter.required && ` · ${t('docs.required')}`}
          </span>
          <span className="ax-muted">{parameter.description}</span>
        </div>
      ))}
      {body !== undefined && <h2>{t('docs.body')}</h2>}
      {body !== undefined && <Code value={json(exampleOf(document, body))} />}
      <h2>{t('docs.example')}</h2>
      <Code value={curlOf(document, operation)} />
      {method === 'get' && <TryIt operation={operation} />}
      <h2>{t('docs.responses')}</h2>
      {responses.map(({ status, description, schema }) => (
        <div key={status} className={styles.row}>
          <span className={styles.name}>{status}</span>
          <span className="ax-muted ax-grow">{description}</span>
          {schema !== undefined && status.startsWith('2') && <Code value={json(exampleOf(document, schema))} />}
        </div>
      ))}
    </>
  )
}

interface Answer {
  status: number
  ms: number
  body: unknown
}

async function send(path: string): Promise<Answer> {
  const started = performance.now()
  const ended = (status: number, body: unknown): Answer => ({
    status,
    ms: Math.round(performance.now() - started),
    body,
  })
  try {
    return ended(200, await api.get(path))
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return ended(error.status, { code: error.code, title: error.message, errors: error.errors })
  }
}

function TryIt({ operation: { path, parameters } }: { operation: Operation }): ReactNode {
  const [values, setValues] = useState<Record<string, string>>({})
  const [answer, setAnswer] = useState<Answer | null>(null)
  const asked = parameters.filter(({ in: where }) => where === 'path' || where === 'query')

  const handleSend = async (): Promise<void> => {
    const query = new URLSearchParams(
      asked.flatMap(({ in: where, name }) => (where === 'query' && values[name] ? [[name, values[name]]] : [])),
    )
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''))
    setAnswer(await send(query.size > 0 ? `${filled}?${query.toString()}` : filled))
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void handleSend()
      }}
    >
      {asked.map(({ name, required }) => (
        <TextInput
          key={name}
          label={name}
          required={required}
          value={values[name] ?? ''}
          onChange={(event) => setValues({ ...values, [name]: event.currentTarget.value })}
        />
      ))}
      <Button type="submit" mt="md">
        {t('docs.try')}
      </Button>
      {answer !== null && (
        <div role="status">
          <p className="ax-meta">{t('docs.answer', { status: answer.status, ms: answer.ms })}</p>
          <Code value={json(answer.body)} />
        </div>
      )}
    </form>
  )
}

function Code({ value }: { value: string }): ReactNode {
  return (
    <pre className={styles.code} tabIndex={0}>
      {value}
    </pre>
  )
}

const json = (value: unknown): string => JSON.stringify(value, null, 2)

function curlOf(document: unknown, { method, path, body }: Operation): string {
  const lines = [`curl -X ${method.toUpperCase()} '${location.origin}${path}'`, `  -H 'Authorization: Bearer <token>'`]
  if (body !== undefined)
    lines.push(`  -H 'Content-Type: application/json'`, `  -d '${JSON.stringify(exampleOf(document, body))}'`)
  return lines.join(' \\\n')
}
