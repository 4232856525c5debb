import { isObject, type Json } from '../json.ts'
import { diffDocuments, isRowRoot, type Content, type DifferenceEntry } from './diff.ts'
import { openProjectDoc, type ProjectDoc } from './projectDoc.ts'
import type { XmlJson } from './xmlJson.ts'

/** Everything in a document that people have made, as plain data: what an empty one lacks to read like it. */
export function contentsOf(doc: ProjectDoc): DifferenceEntry[] {
  const empty = openProjectDoc()
  const { entries } = diffDocuments(empty, doc)
  empty.y.destroy()
  return entries
}

/** Ids of the rows that entries are about. */
export function rowsOf(entries: readonly DifferenceEntry[]): Set<string> {
  return new Set(entries.flatMap(({ root, row }) => (row !== null && isRowRoot(root) ? [row] : [])))
}

/** An id as `newId` makes it: long enough that no word that somebody wrote is one by chance. */
const LONG_ID = /[A-Za-z0-9]{7,60}/g
/** In a condition of a rule: an id of any length. */
const RULE_ID = /#[A-Za-z0-9_-]{1,40}/g

/**
 * The same entries with other ids, wherever they name one: as a row, as a value or the name of one, within an expression or an address.
 * Ids that are short enough to be words are only seen where they are the whole value.
 */
export function withNewIds(entries: readonly DifferenceEntry[], ids: ReadonlyMap<string, string>): DifferenceEntry[] {
  const rename = (text: string): string => ids.get(text) ?? text.replaceAll(LONG_ID, (word) => ids.get(word) ?? word)
  const inRule = (text: string): string => text.replaceAll(RULE_ID, (id) => `#${ids.get(id.slice(1)) ?? id.slice(1)}`)
  return entries.map(({ root, row, key, from, to }) => ({
    root,
    row: row === null ? null : (ids.get(row) ?? row),
    key,
    from,
    to: renamed(to, key?.startsWith('when:') === true ? inRule : rename),
  }))
}

type Rename = (text: string) => string

function renamed(content: Content, rename: Rename): Content {
  switch (content?.kind) {
    case 'value':
      return { kind: 'value', value: renamedValue(content.value as Json, rename) }
    case 'text':
      return { kind: 'text', text: rename(content.text) }
    case 'rich':
      return { kind: 'rich', nodes: renamedValue(content.nodes as unknown as Json, rename) as unknown as XmlJson[] }
    default:
      return null
  }
}

/** Bounded by the depth that registers may have. */
function renamedValue(value: Json, rename: Rename): Json {
  if (typeof value === 'string') return rename(value)
  if (Array.isArray(value)) return value.map((one) => renamedValue(one, rename))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [rename(key), renamedValue(one as Json, rename)]))
}
