import { z } from 'zod'

import { ROOTS } from '../document/projectDoc.ts'
import { isReplayable } from '../document/proposedChanges.ts'
import { ROW_ID } from '../document/schema.ts'
import { isXml, type XmlJson } from '../document/xmlJson.ts'
import { AnyJson, Id, listOf } from './common.ts'
import type { RouteSpec } from './route.ts'
import { NodeDifference, ProjectState } from './versions.ts'

/** Entries of one proposal; how much they hold is bounded by the body of a request. */
export const PROPOSAL_ENTRIES = 5_000

const Content = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('value'), value: AnyJson }),
    z.strictObject({ kind: z.literal('text'), text: z.string() }),
    z.strictObject({
      kind: z.literal('rich'),
      nodes: z
        .array(AnyJson)
        .refine(isXml, 'must be elements and texts')
        .transform((nodes) => nodes as unknown as XmlJson[]),
    }),
  ])
  .nullable()

/** One key that differs: `row` null for meta, settings and theme; `key`, `from` and `to` null: the row goes. */
export const DocumentEntry = z
  .strictObject({
    root: z.enum(ROOTS),
    row: z.string().regex(ROW_ID).nullable(),
    key: z.string().max(200).nullable(),
    from: Content,
    to: Content,
  })
  .refine(isReplayable, 'must be a key of the project document that people may write')

export const ProposalReason = z.enum(['person', 'rescue', 'ai'])

/** What a program says about its proposal, a sentence each. */
const Why = z.array(z.string().trim().min(1).max(400)).max(60)

/** A change for others to decide on. The difference is what `diffDocuments` makes of the state it began with and the state it ends with. */
export const CreateProposalInput = z.strictObject({
  title: z.string().trim().min(1).max(120),
  reason: ProposalReason.default('person'),
  /** The program that thought of it, as people know it; null: a person did. */
  madeBy: z.string().trim().min(1).max(200).nullable().default(null),
  why: Why.default([]),
  difference: z.strictObject({ entries: z.array(DocumentEntry).min(1).max(PROPOSAL_ENTRIES) }),
})
export type CreateProposalInput = z.infer<typeof CreateProposalInput>

/** Everything, rows (widgets, screens, models …) with what hangs on them, or keys as `root/row/key`. */
const Scope = z
  .discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('all') }),
    z.strictObject({ kind: z.literal('rows'), ids: z.array(Id).min(1).max(PROPOSAL_ENTRIES) }),
    z.strictObject({ kind: z.literal('keys'), keys: z.array(z.string().max(300)).min(1).max(PROPOSAL_ENTRIES) }),
  ])
  .default({ kind: 'all' })

/** What somebody else wrote since stays, unless `overwrite` says otherwise. */
export const AcceptProposalInput = z.strictObject({ scope: Scope, overwrite: z.boolean().default(false) })
export type AcceptProposalInput = z.infer<typeof AcceptProposalInput>
export const DiscardProposalInput = z.strictObject({ scope: Scope })
export type DiscardProposalInput = z.infer<typeof DiscardProposalInput>

export const Proposal = z.object({
  id: z.string(),
  title: z.string(),
  reason: ProposalReason,
  status: z.enum(['open', 'accepted', 'discarded']),
  authorId: z.string(),
  authorName: z.string(),
  madeBy: z.string().nullable(),
  createdAt: z.string(),
  /** Keys that nobody has decided on yet. */
  waiting: z.number(),
  /** Something of it was accepted and can be taken back in one step. */
  undoable: z.boolean(),
})
export type Proposal = z.infer<typeof Proposal>

/** A key that somebody else wrote since the proposal began, and how both read, shortened. */
export const ProposalConflict = z.object({ key: z.string(), name: z.string(), now: z.string(), proposed: z.string() })
export type ProposalConflict = z.infer<typeof ProposalConflict>

/** What accepting would do now: to nodes (the first 500), to other rows, and where somebody else has written since. */
export const ProposalDetails = Proposal.extend({
  why: z.array(z.string()),
  nodes: z.array(NodeDifference),
  others: z.array(
    z.object({
      id: z.string(),
      root: z.enum(ROOTS),
      kind: z.enum(['added', 'changed', 'removed']),
      name: z.string(),
      /** The row that it belongs to: a field's model, a choice's field. */
      of: z.string().nullable(),
      keys: z.array(z.string()),
    }),
  ),
  conflicts: z.array(ProposalConflict),
})
export type ProposalDetails = z.infer<typeof ProposalDetails>

const BASE = '/api/projects/{id}/proposals'
const ONE = `${BASE}/{proposalId}` as const

export const proposalsApi = {
  list: {
    id: 'proposals.list',
    method: 'get',
    path: BASE,
    summary: 'The last 200 proposals, the newest first',
    access: 'proposals.list',
    limit: 'api',
    status: 200,
    answer: listOf(Proposal),
  },
  create: {
    id: 'proposals.create',
    method: 'post',
    path: BASE,
    summary: 'Propose a change instead of making it; at most 100 may wait in a project',
    access: 'proposals.create',
    limit: 'write',
    body: CreateProposalInput,
    status: 201,
    answer: Proposal,
    errors: ['update_refused', 'conflict'],
  },
  get: {
    id: 'proposals.get',
    method: 'get',
    path: ONE,
    summary: 'What accepting a proposal would change now, and where somebody else has written since',
    access: 'proposals.list',
    limit: 'api',
    status: 200,
    answer: ProposalDetails,
  },
  state: {
    id: 'proposals.state',
    method: 'get',
    path: `${ONE}/state`,
    summary: 'The project as it would be if all that waits were accepted now',
    access: 'proposals.list',
    limit: 'api',
    status: 200,
    answer: ProjectState,
  },
  accept: {
    id: 'proposals.accept',
    method: 'post',
    path: `${ONE}/accept`,
    summary:
      'Make all or some of the changes, as one edit of who accepts; what others wrote since stays unless told otherwise',
    access: 'proposals.decide',
    limit: 'write',
    body: AcceptProposalInput,
    status: 200,
    answer: Proposal,
    errors: ['update_refused', 'conflict'],
  },
  discard: {
    id: 'proposals.discard',
    method: 'post',
    path: `${ONE}/discard`,
    summary: 'Drop all or some of the changes; the author may, too',
    access: 'proposals.create',
    limit: 'write',
    body: DiscardProposalInput,
    status: 200,
    answer: Proposal,
    errors: ['conflict'],
  },
  undo: {
    id: 'proposals.undo',
    method: 'post',
    path: `${ONE}/undo`,
    summary: 'Take back everything that was accepted of it, as one edit; it waits again',
    access: 'proposals.decide',
    limit: 'write',
    status: 200,
    answer: Proposal,
    errors: ['conflict'],
  },
} as const satisfies Record<string, RouteSpec>
