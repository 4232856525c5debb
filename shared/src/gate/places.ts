import * as Y from 'yjs'

import type { DecodedUpdate } from './coverage.ts'

/** Where a struct lives in the published layout: `row` and `key` are null above; below a text all share its key. */
export interface Place {
  root: string
  row: string | null
  key: string | null
  /** 0: entry of a root, 1: key of a row, 2 and more: inside a text. */
  depth: number
}

type Struct = DecodedUpdate['structs'][number]

/** Deeper nesting inside a rich text is refused [G1]. */
const MAX_DEPTH = 30

/** Finds the place of structs of an update, in the update first and then in the live document; nothing is applied. */
export class Places {
  readonly #y: Y.Doc
  readonly #structs = new Map<number, Struct[]>()
  readonly #known = new Map<Y.Item, Place | null>()
  readonly #roots = new Map<unknown, string>()

  constructor(y: Y.Doc, structs: readonly Struct[]) {
    this.#y = y
    for (const struct of structs) {
      const list = this.#structs.get(struct.id.client)
      if (list === undefined) this.#structs.set(struct.id.client, [struct])
      else list.push(struct)
    }
    for (const [name, type] of y.share) this.#roots.set(type, name)
  }

  /** Null when it cannot be told: below something that was collected, or nested too deep. */
  placeOf(item: Y.Item): Place | null {
    const chain: Y.Item[] = []
    let current: Y.Item | null = item
    let place: Place | null = null
    // Upwards to the first that is known or sits in a root, then back down: as deep as the update likes, without recursion.
    while (current !== null) {
      const known = this.#known.get(current)
      if (known !== undefined) {
        place = known
        break
      }
      chain.push(current)
      if (chain.length > 4 * MAX_DEPTH && this.#isEndless(chain)) return null
      const parent = this.#parentOf(current)
      if (typeof parent === 'string') {
        chain.pop()
        place = { root: parent, row: this.#subOf(current), key: null, depth: 0 }
        this.#known.set(current, place)
        break
      }
      current = parent
    }
    for (const inner of chain.toReversed()) {
      place = place === null || place.depth > MAX_DEPTH ? null : below(place, this.#subOf(inner))
      this.#known.set(inner, place)
    }
    return place
  }

  #isEndless(chain: readonly Y.Item[]): boolean {
    return new Set(chain).size < chain.length || chain.length > 200
  }

  /** A root's name, or the item whose type contains this one; null when that is not known any more. */
  #parentOf(item: Y.Item): string | Y.Item | null {
    const parent: unknown = this.#explicit(item).parent
    if (typeof parent === 'string') return parent
    if (parent instanceof Y.ID) return this.#find(parent)
    if (parent instanceof Y.AbstractType) return parent._item ?? this.#roots.get(parent) ?? null
    return null
  }

  #subOf(item: Y.Item): string | null {
    return this.#explicit(item).parentSub
  }

  /** The nearest neighbour that names its parent: V1 leaves that out where an origin tells it. */
  #explicit(item: Y.Item): Y.Item {
    let current = item
    const seen = new Set<Y.Item>()
    while (current.parent === null && !seen.has(current)) {
      seen.add(current)
      const neighbour: Y.Item | null =
        (current.origin === null ? null : this.#find(current.origin)) ??
        (current.rightOrigin === null ? null : this.#find(current.rightOrigin))
      if (neighbour === null) break
      current = neighbour
    }
    return current
  }

  #find(id: Y.ID): Y.Item | null {
    const live = this.#y.store.clients.get(id.client)
    if (live !== undefined && id.clock < Y.getState(this.#y.store, id.client)) {
      const struct = live[Y.findIndexSS(live, id.clock)]
      return struct instanceof Y.Item ? struct : null
    }
    return this.#inUpdate(id)
  }

  #inUpdate({ client, clock }: Y.ID): Y.Item | null {
    const structs = this.#structs.get(client) ?? []
    let low = 0
    let high = structs.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const struct = structs[middle]
      if (struct === undefined) return null
      if (struct.id.clock > clock) high = middle - 1
      else if (struct.id.clock + struct.length <= clock) low = middle + 1
      else return struct instanceof Y.Item ? struct : null
    }
    return null
  }
}

function below(place: Place, sub: string | null): Place {
  if (place.depth === 0) return { ...place, key: sub, depth: 1 }
  return { ...place, depth: place.depth + 1 }
}
