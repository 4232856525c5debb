import * as Y from 'yjs'

import type { Before } from './before.ts'
import type { Place } from './places.ts'
import { GATE_LIMITS } from './scanUpdate.ts'

/** Rich texts are only measured when an update adds more than this: it takes a walk through all blocks. */
const WORTH_MEASURING = 16_384

/** How much an update changes the length of each text, so that none grows beyond its limit [G1]. */
export class TextLengths {
  readonly #changes = new Map<string, { place: Place; added: number; removed: number }>()

  add(place: Place, length: number): void {
    this.#changeOf(place).added += length
  }

  remove(place: Place, length: number): void {
    this.#changeOf(place).removed += length
  }

  /** The first text that gets longer than it may be. */
  findTooLong(y: Y.Doc, { isApplied }: Before): Place | null {
    for (const { place, added, removed } of this.#changes.values()) {
      if (added === 0) continue
      const toCome = isApplied ? 0 : added - removed
      if (lengthOf(y, place, added) + toCome > GATE_LIMITS.text) return place
    }
    return null
  }

  #changeOf(place: Place): { added: number; removed: number } {
    const name = `${place.root}/${place.row}/${place.key}`
    const known = this.#changes.get(name)
    if (known !== undefined) return known
    const change = { place, added: 0, removed: 0 }
    this.#changes.set(name, change)
    return change
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
