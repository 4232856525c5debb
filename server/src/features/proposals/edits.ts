import type { AcceptProposalInput } from '@axiom/shared/contracts/proposals'
import { applyDifference, keyOf, type DifferenceEntry } from '@axiom/shared/document/diff'
import type { ProjectDoc, ServerOrigin } from '@axiom/shared/document/projectDoc'
import { applyReversibly, entriesIn, standOf, withNeeded } from '@axiom/shared/document/proposedChanges'

import type { Documents } from '../../collaboration/documents.ts'
import type { UserActor } from '../auth/index.ts'
import type { Entries, StoredProposal } from './store.ts'

const ORIGIN: ServerOrigin = { kind: 'server', reason: 'proposal' }

/** Throws `update_refused` or `too_large` when the entries could not be applied to the document as it is now. */
export function judge(documents: Documents, projectId: string, entries: readonly DifferenceEntry[]): Promise<void> {
  return documents.judgeEdit(projectId, (doc) => applyDifference(doc, { entries: [...entries] }, ORIGIN))
}

/** Makes the part of a proposal that is meant as one edit of the actor; gives what was applied, and what takes it back. */
export async function makeAccepted(
  documents: Documents,
  { userId: actorId }: UserActor,
  { proposal, scope, overwrite }: { proposal: StoredProposal } & AcceptProposalInput,
): Promise<Pick<Entries, 'accepted' | 'inverse'>> {
  const { projectId, open } = proposal
  const pick = (doc: ProjectDoc): DifferenceEntry[] =>
    withNeeded(doc, open, entriesIn(doc, open, scope)).filter(
      (entry) => overwrite || standOf(doc, entry) !== 'conflict',
    )
  await judge(documents, projectId, await documents.readDocument(projectId, pick))
  return documents.editDocument(projectId, {
    reason: ORIGIN.reason,
    actorId,
    edit: (doc) => {
      const accepted = pick(doc)
      return { accepted, inverse: applyReversibly(doc, accepted, ORIGIN) }
    },
  })
}

/** Takes back what was accepted as one edit; what others wrote since in the same places stays. */
export function takeBack(
  documents: Documents,
  { userId: actorId }: UserActor,
  { projectId, inverse }: StoredProposal,
): Promise<void> {
  return documents.editDocument(projectId, {
    reason: ORIGIN.reason,
    actorId,
    edit: (doc) => {
      const entries = inverse.filter((entry) => standOf(doc, entry) !== 'conflict')
      applyDifference(doc, { entries }, ORIGIN)
    },
  })
}

/** Those of `entries` whose keys are not among the others. */
export function without(entries: readonly DifferenceEntry[], others: readonly DifferenceEntry[]): DifferenceEntry[] {
  const keys = new Set(others.map(keyOf))
  return entries.filter((entry) => !keys.has(keyOf(entry)))
}
