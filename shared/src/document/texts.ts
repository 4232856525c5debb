import * as Y from 'yjs'

import type { ProjectDoc, RowRoot } from './projectDoc.ts'

/** The co-typed text `x:<name>` of a row; null where the row or the text is not there. */
export function textOf(doc: ProjectDoc, rowId: string, name: string, root: RowRoot = 'nodes'): Y.Text | null {
  const text = doc.roots[root].get(rowId)?.get(`x:${name}`)
  return text instanceof Y.Text ? text : null
}

/** The rich text of a node, for editors that bind to it; null where there is none. */
export function fragmentOf(doc: ProjectDoc, nodeId: string): Y.XmlFragment | null {
  const fragment = doc.roots.nodes.get(nodeId)?.get('text')
  return fragment instanceof Y.XmlFragment ? fragment : null
}

/** Makes `text` read `next` by one deletion and one insertion between the common ends, so that what others typed around survives. */
export function spliceText(text: Y.Text, next: string): void {
  const now = text.toJSON()
  if (now === next) return
  const limit = Math.min(now.length, next.length)
  let start = 0
  while (start < limit && now.charCodeAt(start) === next.charCodeAt(start)) start++
  let end = 0
  while (end < limit - start && now.charCodeAt(now.length - 1 - end) === next.charCodeAt(next.length - 1 - end)) end++
  // Never between the halves of a surrogate pair: a peer would keep half an emoji.
  if (start > 0 && isHigh(now.charCodeAt(start - 1))) start--
  if (end > 0 && isLow(now.charCodeAt(now.length - end))) end--
  const removed = now.length - end - start
  if (removed > 0) text.delete(start, removed)
  const added = next.slice(start, next.length - end)
  if (added !== '') text.insert(start, added)
}

function isHigh(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}

function isLow(code: number): boolean {
  return code >= 0xdc00 && code <= 0xdfff
}

/** Writes plain paragraphs into an empty fragment. */
export function fillRichText(fragment: Y.XmlFragment, paragraphs: readonly string[]): void {
  const elements = paragraphs.map((words) => {
    const element = new Y.XmlElement('paragraph')
    if (words !== '') element.insert(0, [new Y.XmlText(words)])
    return element
  })
  fragment.insert(0, elements)
}

/** The plain text of each block, for the clipboard and searches. */
export function readParagraphs(fragment: Y.XmlFragment): string[] {
  return fragment.toArray().map((block) => plainText(block))
}

function plainText(block: unknown): string {
  if (block instanceof Y.XmlText)
    return block
      .toDelta()
      .map((part: { insert?: unknown }) => (typeof part.insert === 'string' ? part.insert : ''))
      .join('')
  if (block instanceof Y.XmlElement) return block.toArray().map(plainText).join('')
  return ''
}
