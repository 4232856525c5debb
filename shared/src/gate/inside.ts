import * as Y from 'yjs'

import { isRichAttribute, isRichBlock, isRichMark } from '../document/richText.ts'

/**
 * What may stand inside a text or a rich text [G1]: plain texts hold characters, fragments and blocks hold blocks and runs of text,
 * runs hold characters and marks. What goes together well is Tiptap's business: two honest edits may meet in an odd order.
 */
export function fitsInside(
  container: Y.AbstractType<unknown>,
  sub: string | null,
  content: Y.Item['content'],
): boolean {
  if (content instanceof Y.ContentDeleted) return true
  if (container instanceof Y.XmlText) return sub === null && (content instanceof Y.ContentString || isMark(content))
  if (container instanceof Y.Text) return sub === null && content instanceof Y.ContentString
  if (!(container instanceof Y.XmlFragment)) return false
  if (sub === null) return isBlockOrRun(content)
  if (!(container instanceof Y.XmlElement) || !(content instanceof Y.ContentAny)) return false
  return content.arr.every((value: unknown) => isRichAttribute(container.nodeName, sub, value))
}

function isMark(content: Y.Item['content']): boolean {
  return content instanceof Y.ContentFormat && isRichMark(content.key, content.value)
}

function isBlockOrRun(content: Y.Item['content']): boolean {
  if (!(content instanceof Y.ContentType)) return false
  const { type } = content
  // XmlHook is a map, and no element; nothing of ours makes one.
  return type instanceof Y.XmlText || (type instanceof Y.XmlElement && isRichBlock(type.nodeName))
}
