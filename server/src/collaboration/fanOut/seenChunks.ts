import { chunkIdAt } from '../storage/chunkId.ts'

/**
 * How far behind the last look at the log a replica looks again (ms). It must be longer than an append may take plus what the
 * clocks of two replicas may differ: a chunk's id is made before it is durable.
 */
const WINDOW_MS = 120_000

/** The chunks of one document that this replica has applied and that a look at the log could meet again [C10]. */
export class SeenChunks {
  readonly #ids: Set<string>
  #lookedAt: number

  constructor(ids: Iterable<string>, lookedAt: number) {
    this.#ids = new Set(ids)
    this.#lookedAt = lookedAt
    this.#forgetOld()
  }

  get ids(): ReadonlySet<string> {
    return this.#ids
  }

  /** Ids up to this one need no second look. */
  get from(): string {
    return chunkIdAt(this.#lookedAt - WINDOW_MS)
  }

  has(id: string): boolean {
    return this.#ids.has(id)
  }

  add(id: string): void {
    this.#ids.add(id)
  }

  /** A look that began at `time` (ms) has brought everything that was durable then. */
  looked(time: number): void {
    this.#lookedAt = time
    this.#forgetOld()
  }

  #forgetOld(): void {
    const { from } = this
    for (const id of this.#ids) if (id < from) this.#ids.delete(id)
  }
}
