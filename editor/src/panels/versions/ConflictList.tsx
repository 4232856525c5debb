import type { ProposalConflict } from '@axiom/shared/contracts/proposals'
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'

import { useProjectSession } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { describeKeys } from './describeChange.ts'

interface Props {
  conflicts: readonly ProposalConflict[]
  /** Null: one may not decide. */
  onTake: ((key: string) => void) | null
  onLeave: ((key: string) => void) | null
}

/** Where somebody else has written since: both values, and the choice between them. */
export function ConflictList({ conflicts, onTake, onLeave }: Props): ReactNode {
  const { store } = useProjectSession()
  if (conflicts.length === 0) return null
  return (
    <section className="ax-conflicts" aria-label={t('proposals.conflicts')}>
      <h4 className="ax-change-screen">{t('proposals.conflicts')}</h4>
      <p className="ax-meta">{t('proposals.conflictsLead')}</p>
      <ul className="ax-list">
        {conflicts.map(({ key, name, now, proposed }) => {
          const [, row = '', inner = row] = key.split('/')
          return (
            <li key={key}>
              <span className="ax-medium">{name}</span>{' '}
              <span className="ax-muted">{describeKeys(store.getNode(row)?.type ?? '', [inner])}</span>
              <dl>
                <dt>{t('proposals.now')}</dt>
                <dd>{now || '–'}</dd>
                <dt>{t('proposals.suggested')}</dt>
                <dd>{proposed || '–'}</dd>
              </dl>
              {onTake && onLeave && (
                <div className="ax-row">
                  <Button size="xs" variant="default" onClick={() => onTake(key)}>
                    {t('proposals.take')}
                  </Button>
                  <Button size="xs" variant="subtle" onClick={() => onLeave(key)}>
                    {t('proposals.leave')}
                  </Button>
                </div>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
