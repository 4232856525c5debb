import type { Proposal } from '@axiom/shared/contracts/proposals'
import { AppError } from '@axiom/shared/errors'

import { presentProposal } from './present.ts'
import type { ProposalStore, StoredProposal } from './store.ts'

/** Two who decide at once are rare, and each try reads anew. */
const TRIES = 5

/** How decisions get into the store. */
export function createNotes(store: ProposalStore) {
  /** Throws `not_found`. */
  async function find(projectId: string, id: string): Promise<StoredProposal> {
    const proposal = await store.find(projectId, id)
    if (!proposal) throw new AppError('not_found')
    return proposal
  }

  /** Notes a decision on top of what others decided meanwhile. Throws `conflict` when they do not stop. */
  async function note(
    { projectId, _id }: StoredProposal,
    decide: (proposal: StoredProposal) => Partial<StoredProposal>,
  ): Promise<Proposal> {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const proposal = await find(projectId, _id)
      const next = settled({ ...proposal, ...decide(proposal) })
      if (await store.replace(next)) return presentProposal(next)
    }
    throw new AppError('conflict')
  }

  return { find, note }
}

/** Decided when nothing waits any more. */
function settled(proposal: StoredProposal): StoredProposal {
  if (proposal.open.length > 0) return proposal
  return { ...proposal, status: proposal.accepted.length > 0 ? 'accepted' : 'discarded' }
}
