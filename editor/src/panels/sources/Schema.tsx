import type { DataSource } from '@axiom/shared/contracts/dataSources'
import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { useSchema } from './useSources.ts'

interface Props {
  source: DataSource
  /** Writes a name into the request; none: there is no request here. */
  onInsert?: (name: string) => void
}

/** What a source has: tables and their fields. */
export function Schema({ source, onInsert }: Props): ReactNode {
  const { data, isPending, error } = useSchema(source)
  const tables = data?.data ?? []
  return (
    <section className="ax-schema" aria-label={t('sources.schema')}>
      <h3>{t('sources.schema')}</h3>
      {isPending && <div className="ax-source-skeleton" role="status" aria-label={t('sources.loading')} />}
      {error && (
        <p className="ax-muted" role="alert">
          {t('sources.schemaFailed', { message: error.message })}
        </p>
      )}
      {!isPending && !error && tables.length === 0 && <p className="ax-muted">{t('sources.schemaEmpty')}</p>}
      {tables.map(({ name, kind, fields }) => (
        <details key={`${kind} ${name}`}>
          <summary>
            <span className="ax-mono ax-cut">{name}</span>
            <span className="ax-meta">{kind}</span>
          </summary>
          <ul>
            {fields.map((field) => (
              <li key={field.name}>
                <Name name={field.name} onInsert={onInsert} />
                <span className="ax-meta ax-mono">
                  {field.type}
                  {field.required ? ' *' : ''}
                </span>
              </li>
            ))}
          </ul>
        </details>
      ))}
    </section>
  )
}

function Name({ name, onInsert }: { name: string; onInsert: Props['onInsert'] }): ReactNode {
  if (!onInsert) return <span className="ax-mono ax-cut ax-grow">{name}</span>
  return (
    <button
      type="button"
      className="ax-schema-name ax-mono ax-cut"
      aria-label={t('sources.insert', { name })}
      onClick={() => onInsert(name)}
    >
      {name}
    </button>
  )
}
