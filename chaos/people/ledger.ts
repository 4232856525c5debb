import { parsePlace } from '@axiom/shared/document/place'
import type { ProjectDoc } from '@axiom/shared/document/projectDoc'
import { textOf } from '@axiom/shared/document/texts'

import { COUNTER, countTags, type Operation } from './operation.ts'

/** What one editor did, and how much of it the server has acknowledged. */
export interface Ledger {
  editor: string
  projectId: string
  operations: Operation[]
  /** Number of the last operation that is acknowledged, with all before it. */
  acknowledged: number
}

export interface Findings {
  /** Acknowledged operations whose effect is not there. */
  lost: string[]
  /** Tags that stand there more than once. */
  duplicated: string[]
}

/**
 * Compares a document with what its editors were told. Operations that are not acknowledged may have had their effect or not; all
 * that were done by the time the document was read must be in the ledgers.
 */
export function compareWithLedgers(doc: ProjectDoc, ledgers: readonly Ledger[]): Findings {
  const tags = countTags(labelsOf(doc))
  const findings: Findings = { lost: [], duplicated: [] }
  for (const [tag, count] of tags) if (count > 1) findings.duplicated.push(`${tag} ${count} times`)
  for (const ledger of ledgers) findings.lost.push(...lostOf(doc, tags, ledger))
  return findings
}

function* labelsOf(doc: ProjectDoc): Generator<string> {
  for (const id of doc.roots.nodes.keys()) yield textOf(doc, id, 'label')?.toJSON() ?? ''
}

function lostOf(doc: ProjectDoc, tags: ReadonlyMap<string, number>, ledger: Ledger): string[] {
  const { editor, operations, acknowledged } = ledger
  const erased = new Map<string, number>()
  /** By node: the last acknowledged value and all that came after it. */
  const counters = new Map<string, number>()
  const places = new Map<string, string[]>()
  for (const operation of operations) {
    const isAcknowledged = operation.n <= acknowledged
    if (operation.kind === 'erase') erased.set(operation.tag, operation.n)
    if (operation.kind === 'set' && isAcknowledged) counters.set(operation.node, operation.n)
    if (operation.kind === 'place')
      places.set(operation.node, [...(isAcknowledged ? [] : (places.get(operation.node) ?? [])), operation.parent])
  }
  const isThere = (operation: Operation): boolean => {
    switch (operation.kind) {
      case 'insert':
        return doc.roots.nodes.has(operation.node)
      case 'write':
        return tags.has(operation.tag) || erased.has(operation.tag)
      case 'erase':
        return !tags.has(operation.tag)
      case 'set':
        return counterOf(doc, operation.node) >= (counters.get(operation.node) ?? 0)
      case 'place':
        return (places.get(operation.node) ?? []).includes(parentOf(doc, operation.node))
      case 'juggle':
        return true
    }
  }
  return operations
    .filter((operation) => operation.n <= acknowledged && !isThere(operation))
    .map(({ n, kind }) => `${editor}.${n} ${kind}`)
}

function counterOf(doc: ProjectDoc, node: string): number {
  const value = doc.roots.nodes.get(node)?.get(`p:${COUNTER}`)
  return typeof value === 'number' ? value : -1
}

export function parentOf(doc: ProjectDoc, node: string): string {
  return parsePlace(doc.roots.nodes.get(node)?.get('at'))?.parentId ?? ''
}
