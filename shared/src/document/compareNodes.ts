import { type Content, type DifferenceEntry, diffDocuments } from './diff.ts'
import { parseNode } from './parseNode.ts'
import { parsePlace, TRASH } from './place.ts'
import type { ProjectDoc } from './projectDoc.ts'
import { childrenOf, readTree } from './tree.ts'
import type { Frame, NodeView } from './views.ts'

/** What became of one node since an earlier state. */
export interface NodeChange {
  id: string
  kind: 'added' | 'changed' | 'removed'
  name: string
  type: string
  screenId: string
  /** Where it is, or was before it went. */
  parentId: string
  frame: Frame
  /** Keys of its row that read differently; empty unless it changed. */
  keys: string[]
  /** The words of the first of them that holds words, shortened. */
  words: { before: string; now: string } | null
}

/**
 * The nodes that differ between two states of a project, in the order of screens and layers, what was removed last. Of what came
 * or went only the topmost: what is below it came or went with it.
 */
export function compareNodes(now: ProjectDoc, then: ProjectDoc): NodeChange[] {
  const [present, past] = [livingNodes(now), livingNodes(then)]
  const entries = entriesByNode(now, then)
  const changes: NodeChange[] = []
  for (const [id, node] of present) {
    if (!past.has(id)) {
      if (present.has(node.view.parentId) && !past.has(node.view.parentId)) continue
      changes.push(changeOf('added', node))
    } else {
      const different = entries.get(id) ?? []
      if (different.length > 0)
        changes.push({
          ...changeOf('changed', node),
          keys: different.map(({ key }) => key ?? ''),
          words: wordsOf(different),
        })
    }
  }
  for (const [id, node] of past)
    if (!present.has(id) && (present.has(node.view.parentId) || !past.has(node.view.parentId)))
      changes.push(changeOf('removed', node))
  return changes
}

interface Living {
  view: NodeView
  screenId: string
}

function changeOf(kind: NodeChange['kind'], { view, screenId }: Living): NodeChange {
  const { id, name, type, parentId, frame } = view
  return { id, kind, name, type, screenId, parentId, frame, keys: [], words: null }
}

/** All nodes on living screens, each after its parent. */
function livingNodes(doc: ProjectDoc): Map<string, Living> {
  const tree = readTree(doc)
  const found = new Map<string, Living>()
  for (const [screenId, screen] of doc.roots.screens) {
    if (parsePlace(screen.get('at'))?.parentId === TRASH) continue
    const waiting = [screenId]
    for (let parentId = waiting.pop(); parentId !== undefined; parentId = waiting.pop()) {
      for (const id of childrenOf(tree, parentId)) {
        const row = doc.roots.nodes.get(id)
        const index = tree.places.get(id)?.index ?? ''
        if (row) found.set(id, { view: parseNode(id, row, { parentId, index, trashed: false }), screenId })
      }
      waiting.push(...childrenOf(tree, parentId).toReversed())
    }
  }
  return found
}

function entriesByNode(now: ProjectDoc, then: ProjectDoc): Map<string, DifferenceEntry[]> {
  const found = new Map<string, DifferenceEntry[]>()
  for (const entry of diffDocuments(now, then).entries) {
    const { root, row, key } = entry
    if (root !== 'nodes' || row === null || key === null || (key === 'at' && isSamePlace(entry))) continue
    found.set(row, [...(found.get(row) ?? []), entry])
  }
  return found
}

/** Where it would go back to from the trash is nothing that one sees. */
function isSamePlace({ from, to }: DifferenceEntry): boolean {
  const [a, b] = [from, to].map((content) => parsePlace(content?.kind === 'value' ? content.value : null))
  return a?.parentId === b?.parentId && a?.index === b?.index
}

const WORDS = 80

function wordsOf(entries: readonly DifferenceEntry[]): NodeChange['words'] {
  for (const { key, from, to } of entries) {
    const [now, before] = [textOf(from), textOf(to)]
    const isWords = key === 'name' || key?.startsWith('x:') === true || key?.startsWith('p:') === true
    if (isWords && now !== null && before !== null) return { before: before.slice(0, WORDS), now: now.slice(0, WORDS) }
  }
  return null
}

function textOf(content: Content): string | null {
  if (content?.kind === 'text') return content.text
  return content?.kind === 'value' && typeof content.value === 'string' ? content.value : null
}
