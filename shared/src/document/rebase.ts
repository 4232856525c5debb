import * as Y from 'yjs'

import type { Json } from '../json.ts'
import { rewriteText } from './rewriteText.ts'
import { rewriteXml } from './rewriteXml.ts'
import { readXml, type XmlJson } from './xmlJson.ts'

/** Brings the change `from` → `to` into a text that may read otherwise by now: what somebody else wrote meanwhile stays. */
export function rebaseText(text: Y.Text, from: string, to: string): void {
  const merged = merge({
    make: (y) => y.getText('it'),
    write: rewriteText,
    read: (other) => other.toDelta() as Json[],
    versions: [deltaOf(from), text.toDelta() as Json[], deltaOf(to)],
  })
  rewriteText(text, merged)
}

/** The same for a rich text. */
export function rebaseXml(fragment: Y.XmlFragment, from: readonly XmlJson[], to: readonly XmlJson[]): void {
  const merged = merge<Y.XmlFragment, readonly XmlJson[]>({
    make: (y) => y.getXmlFragment('it'),
    write: rewriteXml,
    read: readXml,
    versions: [from, readXml(fragment), to],
  })
  rewriteXml(fragment, merged)
}

function deltaOf(words: string): Json[] {
  return words === '' ? [] : [{ insert: words }]
}

interface Merge<T, C> {
  make: (y: Y.Doc) => T
  write: (target: T, content: C) => void
  read: (target: T) => C
  versions: readonly [from: C, now: C, to: C]
}

/** Three-way merge by Yjs itself: two people start from `from`, one writes `now`, the other `to`. */
function merge<T, C>({ make, write, read, versions: [from, now, to] }: Merge<T, C>): C {
  if (JSON.stringify(from) === JSON.stringify(now)) return to
  // Brought in already, perhaps by another tab.
  if (JSON.stringify(now) === JSON.stringify(to)) return now
  const docs = [1, 2, 3].map((id) => {
    const y = new Y.Doc()
    y.clientID = id
    return y
  })
  const [base, mine, theirs] = docs
  if (base === undefined || mine === undefined || theirs === undefined) throw new Error('three documents')
  write(make(base), from)
  for (const [y, content] of [
    [mine, now],
    [theirs, to],
  ] as const) {
    Y.applyUpdate(y, Y.encodeStateAsUpdate(base))
    write(make(y), content)
  }
  Y.applyUpdate(mine, Y.encodeStateAsUpdate(theirs))
  const merged = read(make(mine))
  for (const y of docs) y.destroy()
  return merged
}
