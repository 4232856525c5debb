import type { Proposal, ProposalDetails } from '@axiom/shared/contracts/proposals'
import { Button } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { useSession } from '../../api/session.ts'
import { useEditorState } from '../../session/editorState.ts'
import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { ChangeList } from './ChangeList.tsx'
import { ConflictList } from './ConflictList.tsx'
import { OtherChanges } from './OtherChanges.tsx'
import { useFirstLook, useOpenAccepted } from './useFirstLook.ts'
import { useMarks } from './useMarks.ts'
import { useProposalDecisions, useProposalDetails, useProposalPath, type Part } from './useProposals.ts'

/** What a suggestion would change, here and on the canvas, and the decision: on all of it, or on each part. */
export function ProposalView({ proposal }: { proposal: Proposal }): ReactNode {
  const details = useProposalDetails(proposal.id)
  const path = useProposalPath(proposal.id)
  const decisions = useProposalDecisions(proposal)
  const mayDecide = !useEditorState((state) => state.readOnly)
  const isOwn = useSession().user?.id === proposal.authorId
  const { accept, discard, undo } = decisions
  const { data } = details
  useMarks({
    title: proposal.title,
    relation: t('proposals.ifAccepted'),
    nodes: data?.nodes,
    telling: 'proposal',
    ...(proposal.status === 'open' && { path: `${path}/state`, other: t('proposals.asSuggested') }),
  })
  useFirstLook(proposal, data)
  const openAccepted = useOpenAccepted()
  const handleAccept = (): void => {
    openAccepted()
    accept.mutate({})
  }
  const isBusy = accept.isPending || discard.isPending || undo.isPending
  const failed = details.error ?? accept.error ?? discard.error ?? undo.error
  const isOpen = proposal.status === 'open'
  const shared = { size: 'sm', disabled: isBusy, fullWidth: true } as const
  const tools =
    mayDecide && isOpen && !isBusy
      ? (part: Part) => (
          <PartTools onAccept={() => accept.mutate({ part })} onDiscard={() => discard.mutate({ part })} />
        )
      : null
  return (
    <div className="ax-version-details">
      {details.isPending && <div className="ax-skeleton" style={{ height: 16 }} />}
      {isOpen && (
        <div className="ax-two">
          {mayDecide && (
            <Button {...shared} leftSection={<IconCheck size={14} />} onClick={handleAccept}>
              {t('proposals.acceptAll')}
            </Button>
          )}
          {(mayDecide || isOwn) && (
            <Button {...shared} variant="default" onClick={() => discard.mutate({})}>
              {t(mayDecide ? 'proposals.discardAll' : 'proposals.withdraw')}
            </Button>
          )}
        </div>
      )}
      {data && isOpen && (
        <>
          <Why why={data.why} />
          <Changes details={data} tools={tools} />
          <ConflictList
            conflicts={data.conflicts}
            onTake={tools && ((key) => accept.mutate({ part: { kind: 'keys', keys: [key] }, overwrite: true }))}
            onLeave={tools && ((key) => discard.mutate({ part: { kind: 'keys', keys: [key] } }))}
          />
        </>
      )}
      {failed && (
        <p className="ax-error-text" role="alert">
          {failed.message}
        </p>
      )}
      {proposal.undoable && mayDecide && (
        <Button {...shared} variant="subtle" onClick={() => undo.mutate()}>
          {t('proposals.takeBack')}
        </Button>
      )}
    </div>
  )
}

/** What the program that made it says about it. */
function Why({ why }: { why: readonly string[] }): ReactNode {
  if (why.length === 0) return null
  return (
    <details className="ax-why">
      <summary>{t('proposals.why')}</summary>
      <ul>
        {why.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </details>
  )
}

interface ChangesProps {
  details: ProposalDetails
  tools: ((part: Part) => ReactNode) | null
}

function Changes({ details: { nodes, others, conflicts }, tools }: ChangesProps): ReactNode {
  if (nodes.length + others.length + conflicts.length === 0) return <p className="ax-muted">{t('proposals.done')}</p>
  // What comes with a new screen or model is told with it.
  const added = new Set(others.flatMap(({ id, kind }) => (kind === 'added' ? [id] : [])))
  const own = nodes.filter(({ screenId }) => !added.has(screenId))
  return (
    <>
      <p className="ax-muted">{t('proposals.what')}</p>
      <OtherChanges others={others} nodes={nodes} tools={tools} />
      <ChangeList nodes={own} telling="proposal" tools={tools && (({ id }) => tools({ kind: 'rows', ids: [id] }))} />
    </>
  )
}

function PartTools({ onAccept, onDiscard }: { onAccept: () => void; onDiscard: () => void }): ReactNode {
  return (
    <>
      <IconButton size="xs" label={t('proposals.acceptThis')} onClick={onAccept}>
        <IconCheck size={14} stroke={1.8} />
      </IconButton>
      <IconButton size="xs" label={t('proposals.discardThis')} onClick={onDiscard}>
        <IconX size={14} stroke={1.8} />
      </IconButton>
    </>
  )
}
