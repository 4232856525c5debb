import type { ProposalDetails } from '@axiom/shared/contracts/proposals'
import type { ReactNode } from 'react'

import { isTextKey, t } from '../../texts/t.ts'
import { DifferenceSign } from '../../ui/DifferenceSign.tsx'
import { describeKeys } from './describeChange.ts'
import type { Part } from './useProposals.ts'

type Other = ProposalDetails['others'][number]

interface Props {
  others: readonly Other[]
  tools: ((part: Part) => ReactNode) | null
}

/** What a suggestion changes beside widgets: screens, data, theme. */
export function OtherChanges({ others, tools }: Props): ReactNode {
  if (others.length === 0) return null
  return (
    <section>
      <h4 className="ax-change-screen">{t('proposals.others')}</h4>
      <ul className="ax-list ax-changes">
        {others.map((other) => (
          <li key={`${other.root}/${other.id}`} className="ax-change">
            <span className="ax-change-what">
              <DifferenceSign kind={other.kind} />
              <span className="ax-grow">
                <span className="ax-medium ax-cut">{[rootName(other.root), other.name].filter(Boolean).join(' ')}</span>
                <span className="ax-meta">{whatOf(other)}</span>
              </span>
            </span>
            {tools?.(partOf(other))}
          </li>
        ))}
      </ul>
    </section>
  )
}

function whatOf({ kind, keys }: Other): string {
  if (kind !== 'changed') return t(kind === 'added' ? 'proposals.isNew' : 'proposals.isGone')
  return describeKeys('', keys)
}

/** Of the project itself the keys are meant: it has no row. */
function partOf({ root, id, keys }: Other): Part {
  return root === id ? { kind: 'keys', keys: keys.map((key) => `${root}/${key}`) } : { kind: 'rows', ids: [id] }
}

function rootName(root: Other['root']): string {
  const key = `proposals.root.${root}`
  return t(isTextKey(key) ? key : 'proposals.root.other')
}
