import type { ReactNode } from 'react'

import { t } from '../../texts/t.ts'
import { FieldFrame } from '../../ui/Field.tsx'
import type { Filter, Parameter } from './openapi.ts'
import type { Values } from './request.ts'

import styles from './docs.module.css'

interface Props {
  title: string
  hint?: string
  parameters: readonly (Parameter | Filter)[]
  values: Values
  /** Null where nothing can be tried out. */
  onFill: ((name: string, value: string) => void) | null
}

/** Name, kind and meaning of what a request can say; a value filled in here is in the request beside it. */
export function ParameterTable({ title, hint, parameters, values, onFill }: Props): ReactNode {
  if (parameters.length === 0) return null
  return (
    <section>
      <h2>{title}</h2>
      {hint !== undefined && <p className={styles.hint}>{hint}</p>}
      <ul className={styles.table}>
        {parameters.map((parameter) => (
          <li key={parameter.name}>
            <span className={styles.name}>
              {parameter.name}
              {parameter.required && <span title={t('docs.required')}> *</span>}
            </span>
            <span className={styles.meaning}>
              <span className={styles.type}>{parameter.type}</span>
              {'operators' in parameter ? (
                <span className={styles.operators}>{parameter.operators.join(' ')}</span>
              ) : (
                <span className="ax-muted">{parameter.description}</span>
              )}
            </span>
            {onFill && (
              <span className={styles.fill}>
                <FieldFrame mono>
                  <input
                    aria-label={t('docs.value', { name: parameter.name })}
                    value={values[parameter.name] ?? ''}
                    spellCheck={false}
                    onChange={(event) => onFill(parameter.name, event.currentTarget.value)}
                  />
                </FieldFrame>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
