import * as Y from 'yjs'

import { ROOTS, ROW_ROOTS } from '../document/projectDoc.ts'
import { describeKey, ROW_ID, type KeyRule } from '../document/schema.ts'
import { isInTrash, trashedName } from '../document/touched.ts'
import { notYetApplied, type Before } from './before.ts'
import type { DecodedUpdate } from './coverage.ts'
import { fitsInside } from './inside.ts'
import { Places, type Place } from './places.ts'
import { TextLengths } from './textLengths.ts'

export interface Refusal {
  code: string
  /** `root/row/key`, as far as it is known. */
  key: string
}

export interface Judgement {
  refusal: Refusal | null
  /** Every `root/row/key` that the update changes, each once, and what it puts into the trash (`TouchedName`). */
  touched: string[]
}

export interface JudgeOptions {
  /** Given by an editor, which judges its own edits after they were made. */
  before?: Before
  /** `returned`: after a backup was put back, people bring what the server itself had written; it must see to those keys then. */
  serverKeys?: 'refused' | 'returned'
}

interface Change {
  place: Place
  written: boolean
  removed: boolean
}

/** Judges what is new in an update for this document by the published layout [G1, G3]. Nothing is applied. */
export function judgeChanges(
  y: Y.Doc,
  update: DecodedUpdate,
  bytes: Uint8Array,
  { before = notYetApplied(y, bytes), serverKeys = 'refused' }: JudgeOptions = {},
): Judgement {
  const places = new Places(y, update.structs)
  const changes = new Map<string, Change>()
  const trashed = new Map<string, Place>()
  const lengths = new TextLengths()
  const note = (place: Place, kind: 'written' | 'removed' | 'inside'): void => {
    const name = nameOf(place)
    const change = changes.get(name) ?? { place, written: false, removed: false }
    if (kind !== 'inside') change[kind] = true
    changes.set(name, change)
  }
  const refuse = (code: string, key = ''): Judgement => ({ refusal: { code, key }, touched: [...changes.keys()] })

  for (const struct of update.structs) {
    if (!(struct instanceof Y.Item) || isKnown(before, struct)) continue
    const place = places.placeOf(struct)
    if (place === 'nesting') return refuse('nesting')
    if (place === 'gone') {
      // Content of something that was deleted and collected meanwhile: it changes nothing that anybody can see.
      if (struct.content instanceof Y.ContentDeleted || !isKnownParent(struct)) continue
      return refuse('place')
    }
    const isRemoved = struct.content instanceof Y.ContentDeleted || isInDeleteSet(update.ds, struct)
    note(place, place.depth >= 2 ? 'inside' : isRemoved ? 'removed' : 'written')
    if (isRemoved) continue
    const code = place.depth >= 2 ? judgeInside(places, struct) : judgeContent(before, place, struct)
    if (code !== null) return refuse(code, nameOf(place))
    if (place.depth >= 2) lengths.add(place, struct.length)
    if (goesToTrash(place, struct)) trashed.set(`${place.root}/${place.row}`, place)
  }
  for (const { item, length } of newlyDeleted(y, update.ds, before)) {
    const place = places.placeOf(item)
    if (typeof place === 'string') continue
    note(place, place.depth >= 2 ? 'inside' : 'removed')
    if (place.depth >= 2 && item.countable) lengths.remove(place, length)
  }
  const tooLong = lengths.findTooLong(y, before)
  if (tooLong !== null) return refuse('text_too_large', nameOf(tooLong))
  const missed: Place[] = []
  for (const [name, { place, written, removed }] of changes) {
    const code = judgeKey(place, { written, removed })
    if (code === 'key_deleted') missed.push(place)
    else if (code !== null && !(code === 'server_only' && serverKeys === 'returned')) return refuse(code, name)
  }
  const gone = missed.length === 0 ? null : before.findGone(missed)
  if (gone !== null) return refuse('key_deleted', nameOf(gone))
  // New rows begin in the trash [M5].
  const wentThere = [...trashed].filter(([row]) => !changes.has(row))
  const names = wentThere.map(([, { root, row }]) => trashedName(root, row ?? ''))
  return { refusal: null, touched: [...changes.keys(), ...names] }
}

function goesToTrash({ key, depth }: Place, { content }: Y.Item): boolean {
  return depth === 1 && key === 'at' && content instanceof Y.ContentAny && isInTrash(content.arr.at(-1))
}

function judgeKey(
  { root, row, key, depth }: Place,
  { written, removed }: { written: boolean; removed: boolean },
): string | null {
  if (!isOneOf(ROOTS, root) || row === null) return 'layout'
  if (isOneOf(ROW_ROOTS, root)) {
    if (!ROW_ID.test(row)) return 'layout'
    if (depth === 0) return removed ? 'row_deleted' : null
    return key === null ? 'layout' : judgeRule(describeKey(root, key), { written, removed })
  }
  return depth === 0 ? judgeRule(describeKey(root, row), { written, removed }) : 'layout'
}

function judgeRule(rule: KeyRule | null, { written, removed }: { written: boolean; removed: boolean }): string | null {
  if (rule === null) return 'layout'
  if (!rule.clientWritable) return 'server_only'
  return removed && !written && !rule.removable ? 'key_deleted' : null
}

/** What may stand at a place; the key itself is judged once for all its changes. */
function judgeContent(before: Before, { root, row, key, depth }: Place, { content }: Y.Item): string | null {
  if (isOneOf(ROW_ROOTS, root) && depth === 0) {
    if (!(content instanceof Y.ContentType) || !(content.type instanceof Y.Map)) return 'layout'
    return row !== null && before.hasRow(root, row) ? 'row_overwritten' : null
  }
  const rule = describeKey(root, (depth === 0 ? row : key) ?? '')
  if (rule === null) return 'layout'
  if (rule.kind === 'register') return content instanceof Y.ContentAny ? null : 'content'
  if (!(content instanceof Y.ContentType)) return 'content'
  const isFragment = content.type instanceof Y.XmlFragment && !(content.type instanceof Y.XmlElement)
  const isText = content.type instanceof Y.Text && !(content.type instanceof Y.XmlText)
  return (rule.kind === 'fragment' ? isFragment : isText) ? null : 'content'
}

function judgeInside(places: Places, item: Y.Item): string | null {
  const container = places.containerOf(item)
  // What was deleted meanwhile contains nothing any more: Yjs drops what is put into it.
  return container === null || fitsInside(container, places.subOf(item), item.content) ? null : 'rich_text'
}

/** Items that were there and that the update deletes, and how much of each. */
function* newlyDeleted(y: Y.Doc, ds: DecodedUpdate['ds'], before: Before): Generator<{ item: Y.Item; length: number }> {
  for (const [client, ranges] of ds.clients) {
    const structs = y.store.clients.get(client) ?? []
    const state = before.clock(client)
    for (const { clock, len } of ranges) {
      if (len === 0 || clock >= state) continue
      for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
        const struct = structs[i]
        if (struct === undefined || struct.id.clock >= clock + len) break
        if (!(struct instanceof Y.Item) || !before.isLive(struct)) continue
        const { id, length } = struct
        yield { item: struct, length: Math.min(id.clock + length, clock + len) - Math.max(id.clock, clock) }
      }
    }
  }
}

function isKnown(before: Before, struct: Y.Item): boolean {
  return struct.id.clock + struct.length <= before.clock(struct.id.client)
}

/** False when the parent was collected: Yjs turns such an item into a GC when it integrates it. */
function isKnownParent(struct: Y.Item): boolean {
  return typeof struct.parent === 'string'
}

/** Ranges are sorted: the scan has seen to that. */
function isInDeleteSet(ds: DecodedUpdate['ds'], { id }: Y.Item): boolean {
  const ranges = ds.clients.get(id.client) ?? []
  let low = 0
  let high = ranges.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const range = ranges[middle]
    if (range === undefined || range.clock > id.clock) high = middle - 1
    else if (range.clock + range.len <= id.clock) low = middle + 1
    else return true
  }
  return false
}

function nameOf({ root, row, key }: Place): string {
  return [root, row, key].filter((part) => part !== null).join('/')
}

function isOneOf<T extends string>(names: readonly T[], name: string): name is T {
  return (names as readonly string[]).includes(name)
}
