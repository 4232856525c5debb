import type { ProjectDoc } from '@axiom/shared/document/projectDoc'
import { textOf } from '@axiom/shared/document/texts'
import { fromBase64, toBase64 } from 'lib0/buffer'
import * as Y from 'yjs'

import type { TextCursor } from './presence.ts'

export interface TextPlace {
  nodeId: string
  /** Of `x:<name>`. */
  name: string
}

/** A selection as it travels: bound to characters, so it stays right whatever others type meanwhile. */
export function encodeCursor(doc: ProjectDoc, { nodeId, name }: TextPlace, range: [number, number]): TextCursor | null {
  const text = textOf(doc, nodeId, name)
  if (text === null) return null
  const [anchor, head] = range.map((index) => encodePosition(Y.createRelativePositionFromTypeIndex(text, index)))
  return [anchor ?? '', head ?? '']
}

/** Anchor and head as offsets now; null when they lie in another text, or are nothing at all. */
export function decodeCursor(
  doc: ProjectDoc,
  { nodeId, name }: TextPlace,
  cursor: TextCursor,
): [number, number] | null {
  const text = textOf(doc, nodeId, name)
  const offsets = cursor.flatMap((encoded) => {
    const position = decodePosition(encoded)
    const place = position && Y.createAbsolutePositionFromRelativePosition(position, doc.y)
    return place !== null && place.type === text ? [place.index] : []
  })
  const [anchor, head] = offsets
  return anchor === undefined || head === undefined ? null : [anchor, head]
}

export function encodePosition(position: Y.RelativePosition): string {
  return toBase64(Y.encodeRelativePosition(position))
}

/** Null for what a peer should not have sent: no place at all, or a root, which asking for would make. */
export function decodePosition(encoded: string): Y.RelativePosition | null {
  try {
    const position = Y.decodeRelativePosition(fromBase64(encoded))
    return position.tname === null && (position.item ?? position.type) !== null ? position : null
  } catch (error) {
    if (error instanceof Error) return null
    throw error
  }
}
