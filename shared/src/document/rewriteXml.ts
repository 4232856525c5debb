import * as Y from 'yjs'

import { hunksOf } from './hunks.ts'
import { rewriteText } from './rewriteText.ts'
import { buildXml, readXml, type XmlJson } from './xmlJson.ts'

/** Makes a fragment or element hold `wanted`; blocks that only changed inside are changed inside, so that typing in them survives. */
export function rewriteXml(parent: Y.XmlFragment, wanted: readonly XmlJson[]): void {
  const now = readXml(parent)
  const hunks = hunksOf(now, wanted, (a, b) => JSON.stringify(a) === JSON.stringify(b))
  for (const { at, removed, added } of hunks.toReversed()) {
    let paired = 0
    while (paired < Math.min(removed, added.length) && isSameKind(now[at + paired], added[paired])) paired++
    if (removed > paired) parent.delete(at + paired, removed - paired)
    if (added.length > paired) parent.insert(at + paired, buildXml(added.slice(paired)))
    for (let i = 0; i < paired; i++) rewriteNode(parent.get(at + i), added[i])
  }
}

function isSameKind(a: XmlJson | undefined, b: XmlJson | undefined): boolean {
  if (a === undefined || b === undefined) return false
  return 'text' in a ? 'text' in b : 'name' in b && a.name === b.name
}

function rewriteNode(node: unknown, wanted: XmlJson | undefined): void {
  if (wanted === undefined) return
  if ('text' in wanted) {
    if (node instanceof Y.XmlText) rewriteText(node, wanted.text)
    return
  }
  if (!(node instanceof Y.XmlElement)) return
  const now: Record<string, unknown> = node.getAttributes()
  for (const name of Object.keys(now)) if (!(name in wanted.attrs)) node.removeAttribute(name)
  for (const [name, value] of Object.entries(wanted.attrs))
    if (JSON.stringify(now[name]) !== JSON.stringify(value)) node.setAttribute(name, value as string)
  rewriteXml(node, wanted.children)
}
