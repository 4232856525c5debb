import type { Proposal } from '@axiom/shared/contracts/proposals'
import type { DifferenceEntry } from '@axiom/shared/document/diff'

import type { Collection, Db } from '../../platform/db/port.ts'

export interface StoredProposal extends Omit<Proposal, 'id' | 'waiting' | 'undoable'>, Entries {
  _id: string
  projectId: string
  /** What the program that made it says about it. */
  why: string[]
  /** Grows with each decision. */
  revision: number
}

/** Where the parts of a proposal stand. */
export interface Entries {
  open: DifferenceEntry[]
  accepted: DifferenceEntry[]
  /** What takes back all that was accepted. */
  inverse: DifferenceEntry[]
}

/** Entries are kept as text: their keys and values are people's, and no store must look into them. */
type Row = Omit<StoredProposal, keyof Entries> & { entries: string }

/** A proposal is kept as what differs, not as two states: it fits any later state of its project. */
export async function createProposalStore(db: Db) {
  const proposals: Collection<Row> = db.collection('proposals')
  await proposals.createIndex({ projectId: 1, createdAt: -1 })
  return {
    insert: (proposal: StoredProposal) => proposals.insertOne(toRow(proposal)),

    async find(projectId: string, id: string): Promise<StoredProposal | null> {
      const row = await proposals.findOne({ _id: id, projectId })
      return row && fromRow(row)
    },

    async list(projectId: string): Promise<StoredProposal[]> {
      const rows = await proposals.find({ projectId }, { sort: { createdAt: -1 }, limit: 200 })
      return rows.map(fromRow)
    },

    forgetProject: (projectId: string) => proposals.deleteMany({ projectId }),

    countOpen: (projectId: string) => proposals.countDocuments({ projectId, status: 'open' }),

    /** False when somebody else has changed it since it was read. */
    async replace(proposal: StoredProposal): Promise<boolean> {
      const { _id, projectId, revision } = proposal
      const next = toRow({ ...proposal, revision: revision + 1 })
      return (await proposals.replaceOne({ _id, projectId, revision }, next)).matchedCount === 1
    },
  }
}

export type ProposalStore = Awaited<ReturnType<typeof createProposalStore>>

function toRow({ open, accepted, inverse, ...row }: StoredProposal): Row {
  return { ...row, entries: JSON.stringify({ open, accepted, inverse } satisfies Entries) }
}

/** Of proposals from before programs said who they are and why. */
const NOTHING_SAID = { madeBy: null, why: [] }

function fromRow({ entries, ...row }: Row): StoredProposal {
  // Written by `toRow` alone.
  return { ...NOTHING_SAID, ...row, ...(JSON.parse(entries) as Entries) }
}
