import { applyDifference, contentOf, isRowRoot, keyOf, type Content, type DifferenceEntry } from './diff.ts'
import { sameValue } from './operations/support.ts'
import { parsePlace, TRASH } from './place.ts'
import type { Origin, ProjectDoc, Row } from './projectDoc.ts'
import { describeKey } from './schema.ts'

/** Which part of a difference is meant: everything, rows by id with what hangs on them, or keys as `root/row/key`. */
export type EntryScope =
  | { kind: 'all' }
  | { kind: 'rows'; ids: readonly string[] }
  | { kind: 'keys'; keys: readonly string[] }

/**
 * How an entry stands by now: `open` (as it was when the change was made), `merges` (a text that others changed too: both are kept),
 * `conflict` (somebody wrote something else there since), `done` (it reads like that already).
 */
export type Stand = 'open' | 'merges' | 'conflict' | 'done'

const KINDS = { register: 'value', text: 'text', fragment: 'rich' } as const

/** True for an entry that fits the published layout and whose key belongs to people; for input from outside. */
export function isReplayable({ root, row, key, from, to }: DifferenceEntry): boolean {
  if (key === null) return row !== null && isRowRoot(root) && from === null && to === null
  if (isRowRoot(root) !== (row !== null)) return false
  const rule = describeKey(root, key)
  if (rule?.clientWritable !== true) return false
  return [from, to].every((content) => content === null || content.kind === KINDS[rule.kind])
}

/** How an entry stands in the document as it is now. */
export function standOf(doc: ProjectDoc, { root, row, key, from, to }: DifferenceEntry): Stand {
  const target = rowOf(doc, root, row)
  if (key === null) return target === undefined || isTrashed(contentOf(target.get('at'))) ? 'done' : 'open'
  if (target === undefined) return 'open'
  const now = contentOf(target.get(key))
  if (isSame(key, now, to)) return 'done'
  // A new row that was taken in and taken back lies in the trash.
  if (isSame(key, now, from) || (key === 'at' && from === null && isTrashed(now))) return 'open'
  return to !== null && to.kind !== 'value' ? 'merges' : 'conflict'
}

/** Applies entries; gives those that take it back, which leave alone what others change after. */
export function applyReversibly(
  doc: ProjectDoc,
  entries: readonly DifferenceEntry[],
  origin: Origin,
): DifferenceEntry[] {
  const inverse = new Map<string, DifferenceEntry>()
  for (const { root, row, key } of entries) {
    const target = rowOf(doc, root, row)
    const before = target === undefined ? null : contentOf(target.get(key ?? 'at'))
    const back: DifferenceEntry = {
      root,
      row,
      key: target === undefined ? null : (key ?? 'at'),
      from: null,
      to: before,
    }
    inverse.set(keyOf(back), back)
  }
  applyDifference(doc, { entries: [...entries] }, origin)
  // A text reads as what both have written: from there it goes back.
  const now = ({ root, row, key }: DifferenceEntry): Content =>
    key === null ? null : contentOf(rowOf(doc, root, row)?.get(key))
  return [...inverse.values()].map((back) => ({ ...back, from: now(back) }))
}

/** The entries of a scope, with those without which they would hang in the air: all of a new row, its new parents, what is below it. */
export function entriesIn(doc: ProjectDoc, entries: readonly DifferenceEntry[], scope: EntryScope): DifferenceEntry[] {
  if (scope.kind === 'all') return [...entries]
  const isNew = ({ root, row }: DifferenceEntry): boolean => row !== null && rowOf(doc, root, row) === undefined
  const owners = ownersOf(entries.filter(isNew))
  const named = new Set<string>(scope.kind === 'rows' ? scope.ids : [])
  const keys = new Set<string>(scope.kind === 'keys' ? scope.keys : [])
  for (const entry of entries) if (keys.has(keyOf(entry)) && isNew(entry)) named.add(entry.row ?? '')
  const above = new Set([...named].flatMap((id) => chainOf(owners, id)))
  const isBelow = (id: string): boolean => chainOf(owners, id).some((owner) => named.has(owner))
  return entries.filter((entry) => {
    const id = entry.row ?? entry.root
    return keys.has(keyOf(entry)) || named.has(id) || (isNew(entry) && (above.has(id) || isBelow(id)))
  })
}

/** A part that shall be made, with the new models that it cannot do without: those that its widgets show and its relations point to. */
export function withNeeded(
  doc: ProjectDoc,
  entries: readonly DifferenceEntry[],
  picked: readonly DifferenceEntry[],
): DifferenceEntry[] {
  const models = new Set(
    entries.flatMap(({ root, row }) => (root === 'models' && row !== null && !doc.roots.models.has(row) ? [row] : [])),
  )
  const chosen = new Set(picked)
  // It grows while it is walked: a model that is needed may need others.
  for (const { to } of chosen) {
    if (to?.kind !== 'value' || typeof to.value !== 'string' || !models.delete(to.value)) continue
    for (const entry of entriesIn(doc, entries, { kind: 'rows', ids: [to.value] })) chosen.add(entry)
  }
  return entries.filter((entry) => chosen.has(entry))
}

/** New row → the row that it belongs to. */
function ownersOf(entries: readonly DifferenceEntry[]): Map<string, string> {
  const owners = new Map<string, string>()
  for (const { row, key, to } of entries) {
    if (row === null || to?.kind !== 'value') continue
    const owner =
      key === 'at'
        ? parsePlace(to.value)?.parentId
        : key === 'model' || key === 'field' || key === 'flow'
          ? to.value
          : null
    if (typeof owner === 'string' && (key !== 'at' || !owners.has(row))) owners.set(row, owner)
  }
  return owners
}

function chainOf(owners: ReadonlyMap<string, string>, id: string): string[] {
  const chain: string[] = []
  for (let owner = owners.get(id); owner !== undefined && !chain.includes(owner); owner = owners.get(owner))
    chain.push(owner)
  return chain
}

function rowOf(doc: ProjectDoc, root: DifferenceEntry['root'], row: string | null): Row | undefined {
  if (row === null) return isRowRoot(root) ? undefined : doc.roots[root]
  return isRowRoot(root) ? doc.roots[root].get(row) : undefined
}

function isSame(key: string, a: Content, b: Content): boolean {
  if (key === 'at' && isTrashed(a) && isTrashed(b)) return true
  return sameValue(a, b)
}

function isTrashed(content: Content): boolean {
  return content?.kind === 'value' && parsePlace(content.value)?.parentId === TRASH
}
