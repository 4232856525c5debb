import type { Proposal, ProposalConflict, ProposalDetails } from '@axiom/shared/contracts/proposals'
import type { ProjectState } from '@axiom/shared/contracts/versions'
import { compareNodes } from '@axiom/shared/document/compareNodes'
import {
  applyDifference,
  contentOf,
  isRowRoot,
  keyOf,
  type Content,
  type DifferenceEntry,
} from '@axiom/shared/document/diff'
import { parsePlace, TRASH } from '@axiom/shared/document/place'
import { openProjectDoc, type ProjectDoc } from '@axiom/shared/document/projectDoc'
import { standOf } from '@axiom/shared/document/proposedChanges'
import { rowName } from '@axiom/shared/document/rowName'
import * as Y from 'yjs'

import { presentState } from '../versions/index.ts'
import type { StoredProposal } from './store.ts'

/** Nodes, other rows and conflicts that are named one by one. */
const SHOWN = 500
const WORDS = 80

export function presentProposal(proposal: StoredProposal): Proposal {
  const { _id: id, title, reason, status, authorId, authorName, madeBy, createdAt, open, inverse } = proposal
  const undoable = inverse.length > 0
  return { id, title, reason, status, authorId, authorName, madeBy, createdAt, waiting: open.length, undoable }
}

/** What accepting all that waits would change in the document as it is now. */
export function presentDetails(doc: ProjectDoc, proposal: StoredProposal): ProposalDetails {
  const open = proposal.open.filter((entry) => standOf(doc, entry) !== 'done')
  const copy = copyWith(doc, open)
  const nodes = compareNodes(copy, doc).slice(0, SHOWN)
  const conflicts = open
    .filter((entry) => standOf(doc, entry) === 'conflict')
    .slice(0, SHOWN)
    .map((entry) => presentConflict(doc, copy, entry))
  const others = presentOthers(doc, copy, open)
  copy.y.destroy()
  return { ...presentProposal(proposal), why: proposal.why, nodes, others, conflicts }
}

/** The document as it would be with all that waits. */
export function presentProposed(doc: ProjectDoc, { open }: StoredProposal): ProjectState {
  const copy = copyWith(doc, open)
  const state = presentState(copy)
  copy.y.destroy()
  return state
}

function copyWith(doc: ProjectDoc, entries: DifferenceEntry[]): ProjectDoc {
  const copy = openProjectDoc()
  Y.applyUpdate(copy.y, Y.encodeStateAsUpdate(doc.y))
  applyDifference(copy, { entries }, { kind: 'server', reason: 'preview' })
  return copy
}

/** Screens, models, fields … and the settings of the whole project. */
function presentOthers(doc: ProjectDoc, copy: ProjectDoc, open: readonly DifferenceEntry[]): ProposalDetails['others'] {
  const rows = Map.groupBy(
    open.filter(({ root }) => root !== 'nodes'),
    ({ root, row }) => `${root}/${row ?? ''}`,
  )
  return [...rows.values()].slice(0, SHOWN).flatMap((entries) => {
    const [first] = entries
    if (first === undefined) return []
    const { root, row } = first
    const keys = entries.flatMap(({ key }) => key ?? [])
    const [was, is] = [isThere(doc, first), isThere(copy, first)]
    const kind = was === is ? 'changed' : is ? 'added' : 'removed'
    const side = was ? doc : copy
    const name = nameOf(side, first)
    return [{ id: row ?? root, root, kind, name, of: ownerOf(side, first), keys: kind === 'changed' ? keys : [] }]
  })
}

/** What a field or choice is part of. */
function ownerOf(doc: ProjectDoc, entry: DifferenceEntry): string | null {
  const { root } = entry
  const key = root === 'fields' ? 'model' : root === 'options' ? 'field' : null
  const owner = key === null ? undefined : rowIn(doc, entry)?.get(key)
  return typeof owner === 'string' ? owner : null
}

function presentConflict(doc: ProjectDoc, copy: ProjectDoc, entry: DifferenceEntry): ProposalConflict {
  const now = entry.key === null ? null : contentOf(rowIn(doc, entry)?.get(entry.key))
  const name = nameOf(rowIn(doc, entry) ? doc : copy, entry)
  return { key: keyOf(entry), name, now: wordsOf(now), proposed: wordsOf(entry.to) }
}

function rowIn(doc: ProjectDoc, { root, row }: DifferenceEntry): Y.Map<unknown> | undefined {
  if (!isRowRoot(root)) return doc.roots[root]
  return row === null ? undefined : doc.roots[root].get(row)
}

function isThere(doc: ProjectDoc, entry: DifferenceEntry): boolean {
  const row = rowIn(doc, entry)
  return row !== undefined && parsePlace(row.get('at'))?.parentId !== TRASH
}

function nameOf(doc: ProjectDoc, { root, row }: DifferenceEntry): string {
  return row === null || !isRowRoot(root) ? '' : rowName(doc, root, row)
}

function wordsOf(content: Content): string {
  if (content === null) return ''
  if (content.kind === 'text') return content.text.slice(0, WORDS)
  if (content.kind === 'rich') return ''
  const { value } = content
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, WORDS)
}
