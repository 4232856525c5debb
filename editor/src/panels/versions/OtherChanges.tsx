import type { ProposalDetails } from '@axiom/shared/contracts/proposals'
import type { NodeDifference } from '@axiom/shared/contracts/versions'
import type { ReactNode } from 'react'

import { lookAtScreen } from '../../session/editorState.ts'
import { isTextKey, t } from '../../texts/t.ts'
import { DifferenceSign } from '../../ui/DifferenceSign.tsx'
import { describeKeys } from './describeChange.ts'
import type { Part } from './useProposals.ts'

type Other = ProposalDetails['others'][number]

interface Props {
  others: readonly Other[]
  /** All of the suggestion: those of a new screen are counted with it. */
  nodes: readonly NodeDifference[]
  tools: ((part: Part) => ReactNode) | null
}

/** What a suggestion changes beside widgets: screens, data, theme. What belongs to something new is counted there. */
export function OtherChanges({ others, nodes, tools }: Props): ReactNode {
  const added = new Set(others.flatMap(({ id, kind }) => (kind === 'added' ? [id] : [])))
  const shown = others.filter(({ of }) => of === null || !added.has(of))
  if (shown.length === 0) return null
  return (
    <section>
      <h4 className="ax-change-screen">{t('proposals.others')}</h4>
      <ul className="ax-list ax-changes">
        {shown.map((other) => (
          <li key={`${other.root}/${other.id}`} className="ax-change">
            <Row other={other} parts={partsOf(other, others, nodes)} />
            {tools?.(partOf(other))}
          </li>
        ))}
      </ul>
    </section>
  )
}

/** A new screen can be looked at before it is there. */
function Row({ other, parts }: { other: Other; parts: string }): ReactNode {
  const what = (
    <>
      <DifferenceSign kind={other.kind} />
      <span className="ax-grow">
        <span className="ax-medium ax-cut">{[rootName(other.root), other.name].filter(Boolean).join(' ')}</span>
        <span className="ax-meta">{whatOf(other, parts)}</span>
      </span>
    </>
  )
  if (other.root !== 'screens' || other.kind !== 'added') return <span className="ax-change-what">{what}</span>
  return (
    <button type="button" onClick={() => lookAtScreen(other.id)}>
      {what}
    </button>
  )
}

function whatOf({ kind, keys }: Other, parts: string): string {
  if (kind === 'changed') return describeKeys('', keys)
  if (kind === 'removed') return t('proposals.isGone')
  return parts === '' ? t('proposals.isNew') : t('proposals.isNewWith', { parts })
}

/** What comes with something new, in words; empty for nothing. */
function partsOf({ id, root }: Other, others: readonly Other[], nodes: readonly NodeDifference[]): string {
  const inside = others.filter(({ of }) => of === id).length
  const widgets = nodes.filter(({ screenId }) => screenId === id).length
  if (root === 'models' && inside > 0) return t('proposals.fields', { count: inside })
  if (root === 'fields' && inside > 0) return t('proposals.choices', { count: inside })
  return widgets > 0 ? t('proposals.widgets', { count: widgets }) : ''
}

/** Of the project itself the keys are meant: it has no row. */
function partOf({ root, id, keys }: Other): Part {
  return root === id ? { kind: 'keys', keys: keys.map((key) => `${root}/${key}`) } : { kind: 'rows', ids: [id] }
}

function rootName(root: Other['root']): string {
  const key = `proposals.root.${root}`
  return t(isTextKey(key) ? key : 'proposals.root.other')
}
