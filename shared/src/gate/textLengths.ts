import * as Y from 'yjs'

import type { Place } from './places.ts'
import { GATE_LIMITS } from './scanUpdate.ts'

/** Rich texts are only measured when an update adds more than this: it takes a walk through all blocks. */
const WORTH_MEASURING = 16_384

/** How much an update adds to each text, so that none grows beyond its limit [G1]. */
export class TextLengths {
  readonly #added = new Map<string, { place: Place; length: number }>()

  add(place: Place, length: number): void {
    const name = `${place.root}/${place.row}/${place.key}`
    const entry = this.#added.get(name)
    if (entry === undefined) this.#added.set(name, { place, length })
    else entry.length += length
  }

  /** The first text that would be too long. */
  findTooLong(y: Y.Doc): Place | null {
    for (const { place, length } of this.#added.values())
      if (lengthOf(y, place, length) + length > GATE_LIMITS.text) return place
    return null
  }
}

function lengthOf(y: Y.Doc, { root, row, key }: Place, added: number): number {
  const entry = y.getMap(root).get(row ?? '')
  const text = entry instanceof Y.Map ? entry.get(key ?? '') : null
  if (text instanceof Y.Text) return text.length
  return text instanceof Y.XmlFragment && added > WORTH_MEASURING ? lengthOfBlocks(text) : 0
}

function lengthOfBlocks(fragment: Y.XmlFragment): number {
  let length = 0
  for (const node of fragment.createTreeWalker(() => true)) length += node instanceof Y.XmlText ? node.length : 1
  return length
}
