import type { Proposal } from '@axiom/shared/contracts/proposals'
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'

import { setProposal, useEditorState } from '../../session/editorState.ts'
import { formatWhen, t } from '../../texts/t.ts'
import { ProposalView } from './ProposalView.tsx'
import { useProposals } from './useProposals.ts'

/** What others suggest: what waits first, then what was decided on. */
export function ProposalList(): ReactNode {
  const proposals = useProposals()
  const chosen = useEditorState((state) => state.proposalId)
  const all = proposals.data ?? []
  const waiting = all.filter(({ status }) => status === 'open')
  const decided = all.filter(({ status }) => status !== 'open')
  const list = (shown: readonly Proposal[]): ReactNode => (
    <ul className="ax-list ax-versions">
      {shown.map((proposal) => (
        <ProposalRow
          key={proposal.id}
          proposal={proposal}
          isOpen={proposal.id === chosen}
          onToggle={() => setProposal(proposal.id === chosen ? null : proposal.id)}
        />
      ))}
    </ul>
  )
  return (
    <div className="ax-panel-body" aria-busy={proposals.isPending}>
      {proposals.isPending && <div className="ax-skeleton ax-proposals-skeleton" />}
      {proposals.isError && (
        <div className="ax-empty" role="alert">
          <p>{proposals.error.message}</p>
          <Button size="sm" variant="default" onClick={() => void proposals.refetch()}>
            {t('common.retry')}
          </Button>
        </div>
      )}
      {proposals.isSuccess && waiting.length === 0 && (
        <p className="ax-empty">{t(decided.length > 0 ? 'proposals.none' : 'proposals.empty')}</p>
      )}
      {waiting.length > 0 && list(waiting)}
      {decided.length > 0 && (
        <section aria-label={t('proposals.decided')}>
          <h3 className="ax-versions-day">{t('proposals.decided')}</h3>
          {list(decided)}
        </section>
      )}
    </div>
  )
}

interface RowProps {
  proposal: Proposal
  isOpen: boolean
  onToggle: () => void
}

function ProposalRow({ proposal, isOpen, onToggle }: RowProps): ReactNode {
  const { title, reason, status, authorName, madeBy, createdAt } = proposal
  const when = t('proposals.by', { author: authorName, when: formatWhen(createdAt) })
  const said = status === 'open' ? (madeBy ?? t(`proposals.reason.${reason}`)) : t(`proposals.status.${status}`)
  return (
    <li data-on={isOpen || undefined} data-named={status === 'open' || undefined}>
      <button type="button" className="ax-version" aria-expanded={isOpen} onClick={onToggle}>
        <i aria-hidden="true" />
        <span className="ax-grow">
          <span className="ax-medium ax-cut">{title}</span>
          <span className="ax-meta">
            {said} · {when}
          </span>
        </span>
      </button>
      {isOpen && <ProposalView proposal={proposal} />}
    </li>
  )
}
