import * as Y from 'yjs'

import { isObject } from '../json.ts'
import { sameValue, trashRow } from './operations/support.ts'
import { encodePlace, parsePlace, ROOT_PARENT, TRASH } from './place.ts'
import {
  CREATE_ORIGIN,
  ROOTS,
  ROW_ROOTS,
  type Origin,
  type ProjectDoc,
  type RootName,
  type Row,
  type RowRoot,
} from './projectDoc.ts'
import { rebaseText, rebaseXml } from './rebase.ts'
import { describeKey } from './schema.ts'
import { readTree, subtreeOf } from './tree.ts'
import { buildXml, readXml, type XmlJson } from './xmlJson.ts'

/** The content of one key; null where there is none. */
export type Content =
  | { kind: 'value'; value: unknown }
  | { kind: 'text'; text: string }
  | { kind: 'rich'; nodes: XmlJson[] }
  | null

/** One key that differs. `row` null: directly in the root; `key` null: the row is not there in `to`. */
export interface DifferenceEntry {
  root: RootName
  row: string | null
  key: string | null
  from: Content
  to: Content
}

/** A semantic difference by (root, row, key): plain data, replayable on any document of the same project. */
export interface Difference {
  entries: DifferenceEntry[]
}

export interface DifferenceScope {
  /** Only this screen, or this node, with everything below it in either document. */
  screenId?: string
  nodeId?: string
}

/** `root/row/key`, as the gate names it too. */
export function keyOf({ root, row, key }: DifferenceEntry): string {
  return [root, row, key].filter((part) => part !== null).join('/')
}

/** What has to change so that `from` reads like `to`. */
export function diffDocuments(from: ProjectDoc, to: ProjectDoc, scope: DifferenceScope = {}): Difference {
  const wanted = scopeOf(from, to, scope)
  const entries: DifferenceEntry[] = []
  for (const root of ROOTS) {
    if (!isRowRoot(root)) {
      if (!wanted) compareMaps(entries, { root, row: null }, from.roots[root], to.roots[root])
      continue
    }
    if (wanted && root !== 'nodes' && root !== 'screens') continue
    const ids = new Set([...from.roots[root].keys(), ...to.roots[root].keys()])
    for (const id of ids) {
      if (wanted && !wanted.has(id)) continue
      const target = to.roots[root].get(id)
      if (target) compareMaps(entries, { root, row: id }, from.roots[root].get(id), target)
      else if (parsePlace(from.roots[root].get(id)?.get('at'))?.parentId !== TRASH) {
        entries.push({ root, row: id, key: null, from: null, to: null })
      }
    }
  }
  return { entries }
}

export function isRowRoot(root: RootName): root is RowRoot {
  return (ROW_ROOTS as readonly string[]).includes(root)
}

function scopeOf(from: ProjectDoc, to: ProjectDoc, { screenId, nodeId }: DifferenceScope): Set<string> | null {
  const top = screenId ?? nodeId
  return top === undefined ? null : new Set([from, to].flatMap((doc) => subtreeOf(readTree(doc), top)))
}

function compareMaps(
  entries: DifferenceEntry[],
  at: { root: RootName; row: string | null },
  from: Row | undefined,
  to: Row,
): void {
  for (const key of new Set([...(from?.keys() ?? []), ...to.keys()])) {
    if (describeKey(at.root, key)?.clientWritable === false) continue
    const [before, after] = [contentOf(from?.get(key)), contentOf(to.get(key))]
    if (!sameValue(before, after)) entries.push({ ...at, key, from: before, to: after })
  }
}

/** What a key holds; null for nothing. */
export function contentOf(value: unknown): Content {
  if (value === undefined) return null
  // XmlText is a Text, XmlElement a fragment: the row's own types are only these two.
  if (value instanceof Y.Text) return { kind: 'text', text: value.toJSON() }
  if (value instanceof Y.XmlFragment) return { kind: 'rich', nodes: readXml(value) }
  return { kind: 'value', value: isObject(value) || Array.isArray(value) ? structuredClone(value) : value }
}

/**
 * Replays a difference as ordinary edits: missing rows are made (in the trash, untracked [M5]) and placed, rows that `to` does not
 * have go to the trash, registers are set, texts rebased on what they read by now. Nothing is ever deleted hard.
 */
export function applyDifference(doc: ProjectDoc, difference: Difference, origin: Origin): void {
  const missing = difference.entries.filter(isForMissingRow(doc))
  doc.y.transact(() => makeRows(doc, missing), CREATE_ORIGIN)
  doc.y.transact(() => {
    for (const entry of difference.entries) applyEntry(doc, entry)
  }, origin)
}

function isForMissingRow(doc: ProjectDoc): (entry: DifferenceEntry) => boolean {
  return ({ root, row, key }) => row !== null && key !== null && isRowRoot(root) && !doc.roots[root].has(row)
}

function makeRows(doc: ProjectDoc, entries: readonly DifferenceEntry[]): void {
  const made = new Map<string, Row>()
  for (const { root, row, key, to } of entries) {
    if (row === null || key === null || !isRowRoot(root)) continue
    const target = made.get(`${root}/${row}`) ?? new Y.Map<unknown>()
    if (!made.has(`${root}/${row}`)) {
      made.set(`${root}/${row}`, target)
      doc.roots[root].set(row, target)
    }
    // Texts are made with their row, never later [M1].
    if (to?.kind === 'text') target.set(key, new Y.Text(to.text))
    else if (to?.kind === 'rich') {
      const fragment = new Y.XmlFragment()
      target.set(key, fragment)
      fragment.insert(0, buildXml(to.nodes))
    } else if (to?.kind === 'value') target.set(key, key === 'at' ? inTrash(doc, to.value) : to.value)
  }
}

function inTrash(doc: ProjectDoc, at: unknown): unknown {
  const place = parsePlace(at)
  return encodePlace({
    parentId: TRASH,
    index: place?.index ?? 'V',
    previousParentId: place?.parentId ?? null,
    since: doc.chance.now(),
  })
}

function applyEntry(doc: ProjectDoc, { root, row, key, from, to }: DifferenceEntry): void {
  const target = row === null ? (doc.roots[root] as Row) : isRowRoot(root) ? doc.roots[root].get(row) : undefined
  if (!target) return
  if (key === null) return trashRow(doc, target, parsePlace(target.get('at'))?.parentId ?? ROOT_PARENT)
  const now: unknown = target.get(key)
  // Somebody did the same already: rebased, the same words would stand there twice.
  if (sameValue(contentOf(now), to)) return
  if (to?.kind === 'text') {
    if (now instanceof Y.Text) rebaseText(now, from?.kind === 'text' ? from.text : now.toJSON(), to.text)
  } else if (to?.kind === 'rich') {
    if (now instanceof Y.XmlFragment) rebaseXml(now, from?.kind === 'rich' ? from.nodes : readXml(now), to.nodes)
  } else if (to?.kind === 'value') {
    target.set(key, to.value)
  } else if (now !== undefined && describeKey(root, key)?.removable) target.delete(key)
}

/** A difference in numbers, for people: rows that appear, change, go. */
export function countDifference(difference: Difference): {
  added: number
  changed: number
  removed: number
  rows: Map<string, RootName>
} {
  const rows = new Map<string, { root: RootName; kind: 'added' | 'changed' | 'removed' }>()
  for (const { root, row, key, from, to } of difference.entries) {
    const id = row ?? root
    const kind =
      key === null || isTrashed(to)
        ? 'removed'
        : (key === 'type' && from === null) || isTrashed(from)
          ? 'added'
          : 'changed'
    if (kind !== 'changed' || !rows.has(id)) rows.set(id, { root, kind })
  }
  const count = (kind: string): number => [...rows.values()].filter((entry) => entry.kind === kind).length
  return {
    added: count('added'),
    changed: count('changed'),
    removed: count('removed'),
    rows: new Map([...rows].map(([id, { root }]) => [id, root])),
  }
}

function isTrashed(content: Content): boolean {
  return content?.kind === 'value' && Array.isArray(content.value) && content.value[0] === TRASH
}
