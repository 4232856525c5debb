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

/** Levels below a text; a plain paragraph has three [G1]. */
const MAX_LEVELS = 24
const MAX_DEPTH = 1 + MAX_LEVELS

/** Finds the place of structs of an update, in the update first and then in the live document; nothing is applied. */
export class Places {
  readonly #y: Y.Doc
  readonly #structs = new Map<number, Struct[]>()
  readonly #known = new Map<Y.Item, Place | 'gone' | 'nesting'>()
  readonly #named = new Map<Y.Item, Y.Item>()
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

  /** `gone`: below something that was collected meanwhile. `nesting`: deeper than a text may be. */
  placeOf(item: Y.Item): Place | 'gone' | 'nesting' {
    const chain: Y.Item[] = []
    let current: Y.Item | null = item
    let place: Place | 'gone' | 'nesting' = 'gone'
    // Upwards to the first that is known or sits in a root, then back down: without recursion, and never higher than is allowed.
    while (current !== null) {
      const known = this.#known.get(current)
      if (known !== undefined) {
        place = known
        break
      }
      if (chain.length > MAX_DEPTH) return 'nesting'
      const parent = this.#parentOf(current)
      if (typeof parent === 'string') {
        place = { root: parent, row: this.subOf(current), key: null, depth: 0 }
        this.#known.set(current, place)
        break
      }
      chain.push(current)
      current = parent
    }
    for (const inner of chain.toReversed()) {
      place = typeof place === 'string' ? place : below(place, this.subOf(inner))
      this.#known.set(inner, place)
    }
    return place
  }

  /** The type that directly contains `item`, if it is not a root and still there. */
  containerOf(item: Y.Item): Y.AbstractType<unknown> | null {
    const parent = this.#parentOf(item)
    return parent instanceof Y.Item && parent.content instanceof Y.ContentType ? parent.content.type : null
  }

  /** The key under which an item stands in a map or among the attributes of an element. */
  subOf(item: Y.Item): string | null {
    return this.#namedOf(item).parentSub
  }

  /** A root's name, or the item whose type contains this one; null when that is not known any more. */
  #parentOf(item: Y.Item): string | Y.Item | null {
    const parent: unknown = this.#namedOf(item).parent
    if (typeof parent === 'string') return parent
    if (parent instanceof Y.ID) return this.#find(parent)
    if (parent instanceof Y.AbstractType) return parent._item ?? this.#roots.get(parent) ?? null
    return null
  }

  /** The nearest neighbour that names its parent: V1 leaves that out where an origin tells it. Each one is walked past once. */
  #namedOf(item: Y.Item): Y.Item {
    const passed = new Set<Y.Item>()
    let current = item
    while (current.parent === null && !passed.has(current)) {
      passed.add(current)
      const known = this.#named.get(current)
      const neighbour: Y.Item | null =
        known ??
        (current.origin === null ? null : this.#find(current.origin)) ??
        (current.rightOrigin === null ? null : this.#find(current.rightOrigin))
      if (neighbour === null) break
      current = neighbour
      if (known !== undefined) break
    }
    for (const other of passed) this.#named.set(other, current)
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

function below(place: Place, sub: string | null): Place | 'nesting' {
  if (place.depth === 0) return { ...place, key: sub, depth: 1 }
  return place.depth < MAX_DEPTH ? { ...place, depth: place.depth + 1 } : 'nesting'
}
