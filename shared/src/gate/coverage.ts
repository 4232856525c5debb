import * as Y from 'yjs'

export type DecodedUpdate = ReturnType<typeof Y.decodeUpdate>
type Struct = DecodedUpdate['structs'][number]

/**
 * What an update means for a document: `contained` changes nothing, `new` can be applied at once, `gap` refers to something
 * that neither the document nor the update has and would wait inside Yjs (an acknowledged update must never do that) [C7].
 */
export type Coverage = 'contained' | 'new' | 'gap'

/** Places every struct as Yjs would integrate it, without touching the document. Linear in the update. */
export function coverageOf(y: Y.Doc, { structs, ds }: DecodedUpdate): Coverage {
  const progress = new Progress(y, structs)
  if (!progress.isComplete()) return 'gap'
  for (const [client, ranges] of ds.clients)
    for (const range of ranges) if (range.clock + range.len > progress.known(client)) return 'gap'
  return progress.hasNew || !isDeleted(y, ds) ? 'new' : 'contained'
}

interface Queue {
  structs: Struct[]
  next: number
}

/** How far each client's structs could be integrated so far. */
class Progress {
  hasNew = false
  readonly #y: Y.Doc
  readonly #queues = new Map<number, Queue>()
  readonly #clocks = new Map<number, number>()

  constructor(y: Y.Doc, structs: readonly Struct[]) {
    this.#y = y
    for (const struct of structs) {
      const queue = this.#queues.get(struct.id.client)
      if (queue === undefined) this.#queues.set(struct.id.client, { structs: [struct], next: 0 })
      else queue.structs.push(struct)
    }
  }

  known(client: number): number {
    return this.#clocks.get(client) ?? Y.getState(this.#y.store, client)
  }

  isComplete(): boolean {
    for (const client of this.#queues.keys()) if (!this.#advance(client, Infinity)) return false
    return true
  }

  /** Depth first with an own stack, as deep as the update likes: integrates `client` up to `target`, and whatever that needs. */
  #advance(client: number, target: number): boolean {
    const stack = [{ client, target }]
    const waiting = new Set([client])
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const queue = this.#queues.get(top.client)
      const struct = queue?.structs[queue.next]
      if (this.known(top.client) > top.target || (struct === undefined && top.target === Infinity)) {
        waiting.delete(top.client)
        stack.pop()
        continue
      }
      if (queue === undefined || struct === undefined) return false
      const missing = this.#missing(struct)
      if (missing === null) {
        this.#take(queue, struct)
        continue
      }
      // Two that wait for each other: nobody could ever apply them.
      if (waiting.has(missing.client)) return false
      waiting.add(missing.client)
      stack.push({ client: missing.client, target: missing.clock })
    }
    return true
  }

  #take(queue: Queue, struct: Struct): void {
    queue.next += 1
    const end = struct.id.clock + struct.length
    if (struct instanceof Y.Skip || end <= this.known(struct.id.client)) return
    this.hasNew = true
    this.#clocks.set(struct.id.client, end)
  }

  #missing(struct: Struct): Y.ID | null {
    const { client, clock } = struct.id
    if (struct instanceof Y.Skip) return null
    // Also of what the document has already: Yjs looks its neighbours up all the same, and would wait or break.
    if (clock > this.known(client)) return Y.createID(client, clock - 1)
    if (!(struct instanceof Y.Item)) return null
    const parent: unknown = struct.parent
    for (const id of [struct.origin, struct.rightOrigin, parent instanceof Y.ID ? parent : null])
      if (id !== null && id.clock >= this.known(id.client)) return id
    return null
  }
}

function isDeleted(y: Y.Doc, ds: DecodedUpdate['ds']): boolean {
  for (const [client, ranges] of ds.clients) {
    const structs = y.store.clients.get(client) ?? []
    for (const { clock, len } of ranges) {
      if (len === 0) continue
      for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
        const struct = structs[i]
        if (struct === undefined || struct.id.clock >= clock + len) break
        if (!struct.deleted) return false
      }
    }
  }
  return true
}
