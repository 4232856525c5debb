import { can } from '@axiom/shared/access/roles'
import type {
  AcceptProposalInput,
  CreateProposalInput,
  DiscardProposalInput,
  Proposal,
  ProposalDetails,
} from '@axiom/shared/contracts/proposals'
import type { ProjectState } from '@axiom/shared/contracts/versions'
import { entriesIn } from '@axiom/shared/document/proposedChanges'
import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'

import type { Documents } from '../../collaboration/documents.ts'
import type { UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import { judge, makeAccepted, takeBack, without } from './edits.ts'
import { createNotes } from './notes.ts'
import { presentDetails, presentProposal, presentProposed } from './present.ts'
import type { ProposalStore, StoredProposal } from './store.ts'
import type { Turns } from './turns.ts'

export interface ProposalServiceDeps {
  store: ProposalStore
  access: ProjectAccess
  documents: Documents
  inTurn: Turns
  now: () => number
}

/** Proposals of one project that may wait for a decision. */
const WAITING = 100

export function createProposalService({ store, access, documents, inTurn, now }: ProposalServiceDeps) {
  const { find, note } = createNotes(store)
  return {
    ...readingsOf({ store, access, documents }, find),

    /** Takes what the author could have edited himself, had he the right; the same gate decides. */
    async create(actor: UserActor, projectId: string, input: CreateProposalInput): Promise<Proposal> {
      await access.authorize(actor, projectId, 'proposals.create')
      if ((await store.countOpen(projectId)) >= WAITING)
        throw new AppError('conflict', { message: `${WAITING} proposals wait already. Decide on some of them first.` })
      const { title, reason, madeBy, why, difference } = input
      await judge(documents, projectId, difference.entries)
      const proposal: StoredProposal = {
        _id: newId(),
        projectId,
        title,
        reason,
        status: 'open',
        authorId: actor.userId,
        authorName: actor.name,
        madeBy,
        why,
        createdAt: new Date(now()).toISOString(),
        revision: 0,
        open: difference.entries,
        accepted: [],
        inverse: [],
      }
      await store.insert(proposal)
      return presentProposal(proposal)
    },

    /**
     * The edit comes first and the note that it was made after: cut off in between, the proposal still waits, and to accept what is
     * done already changes nothing.
     */
    async accept(
      actor: UserActor,
      projectId: string,
      id: string,
      { scope, overwrite }: AcceptProposalInput,
    ): Promise<Proposal> {
      await access.authorize(actor, projectId, 'proposals.decide')
      return inTurn(id, async () => {
        const proposal = await find(projectId, id)
        const made = await makeAccepted(documents, actor, { proposal, scope, overwrite })
        return note(proposal, ({ open, accepted, inverse }) => ({
          open: without(open, made.accepted),
          accepted: [...without(accepted, made.accepted), ...made.accepted],
          inverse: [...without(made.inverse, inverse), ...inverse],
        }))
      })
    },

    async discard(actor: UserActor, projectId: string, id: string, { scope }: DiscardProposalInput): Promise<Proposal> {
      const role = await access.authorize(actor, projectId, 'proposals.create')
      const proposal = await find(projectId, id)
      if (proposal.authorId !== actor.userId && !can(role, 'proposals.decide')) throw new AppError('forbidden')
      const dropped = await documents.readDocument(projectId, (doc) => entriesIn(doc, proposal.open, scope))
      return note(proposal, ({ open }) => ({ open: without(open, dropped) }))
    },

    /** What others changed since in the same places stays. */
    async undo(actor: UserActor, projectId: string, id: string): Promise<Proposal> {
      await access.authorize(actor, projectId, 'proposals.decide')
      return inTurn(id, async () => {
        const proposal = await find(projectId, id)
        await takeBack(documents, actor, proposal)
        return note(proposal, ({ open, accepted }) => ({
          status: 'open',
          open: [...open, ...without(accepted, open)],
          accepted: [],
          inverse: [],
        }))
      })
    },
  }
}

export type ProposalService = ReturnType<typeof createProposalService>

type Find = ReturnType<typeof createNotes>['find']

/** What members see of proposals. */
function readingsOf(
  { store, access, documents }: Pick<ProposalServiceDeps, 'store' | 'access' | 'documents'>,
  find: Find,
) {
  return {
    async list(actor: UserActor, projectId: string): Promise<Proposal[]> {
      await access.authorize(actor, projectId, 'proposals.list')
      return (await store.list(projectId)).map(presentProposal)
    },

    async get(actor: UserActor, projectId: string, id: string): Promise<ProposalDetails> {
      await access.authorize(actor, projectId, 'proposals.list')
      const proposal = await find(projectId, id)
      return documents.readDocument(projectId, (doc) => presentDetails(doc, proposal))
    },

    async state(actor: UserActor, projectId: string, id: string): Promise<ProjectState> {
      await access.authorize(actor, projectId, 'proposals.list')
      const proposal = await find(projectId, id)
      return documents.readDocument(projectId, (doc) => presentProposed(doc, proposal))
    },
  }
}
