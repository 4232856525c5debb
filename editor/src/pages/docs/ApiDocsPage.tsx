import { IconArrowLeft, IconArrowRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Fragment, useEffect, type ReactNode } from 'react'
import { Link, useLocation, useParams } from 'react-router'

import { api } from '../../api/client.ts'
import { t } from '../../texts/t.ts'
import { StateMessage } from '../../ui/StateMessage.tsx'
import { NotFoundPage } from '../NotFoundPage.tsx'
import { Method } from './Method.tsx'
import { readOperations, type Operation } from './openapi.ts'
import { OperationView } from './OperationView.tsx'

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
  useEffect(() => {
    document.title = `${t('docs.title')} · ${t('app.name')}`
  }, [])
  if (spec.isError) return <NotFoundPage />
  const operations = readOperations(spec.data)
  const shown = operations.find(({ id }) => id === current) ?? operations[0]
  return (
    <div className={styles.wrap}>
      <nav className={styles.list} aria-label={t('docs.title')}>
        <Link to={projectId === undefined ? '/' : `/p/${projectId}`} className={styles.back}>
          <IconArrowLeft size={16} stroke={1.6} aria-hidden="true" />
          {t('docs.title')}
        </Link>
        <OperationLinks operations={operations} shown={shown} />
        {projectId !== undefined && (
          <Link to="/docs" className={styles.platform}>
            <span className="ax-grow">{t('docs.platform')}</span>
            <IconArrowRight size={14} stroke={1.8} aria-hidden="true" />
          </Link>
        )}
      </nav>
      {shown !== undefined && <OperationView key={shown.id} document={spec.data} operation={shown} />}
      {shown === undefined && (
        <main className={styles.main} aria-busy={spec.isPending}>
          {spec.isPending && <div className="ax-skeleton" style={{ height: 120 }} />}
          {spec.isSuccess && <StateMessage title={t('docs.title')} lead={t('docs.none')} />}
        </main>
      )}
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
