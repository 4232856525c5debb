import { ChunkRefusedError, STALE, StaleError } from './chunkStore.ts'

/** Between two commits while busy: a lone commit costs the same as a full one [C4]. */
const SPACING_MS = 4

/** Per entry: null, or why this one was not stored. */
export type Outcomes = readonly (string | null)[]

interface Pending<T> {
  entry: T
  resolve: () => void
  reject: (error: Error) => void
}

/** Commits what is handed in together: the first at once, then one batch in flight, and not more often than the spacing. */
export class GroupCommit<T> {
  readonly #commit: (entries: readonly T[]) => Promise<Outcomes>
  readonly #underWay = new Set<Promise<void>>()
  #pending: Pending<T>[] = []
  #busy = false
  #lastCommit = -Infinity

  constructor(commit: (entries: readonly T[]) => Promise<Outcomes>) {
    this.#commit = commit
  }

  /** Resolves once the entry is stored; rejects with why it is not. */
  add(entry: T): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ entry, resolve, reject })
      this.#schedule()
    })
  }

  /** Commits what waits, now. Never rejects: each entry hears its own outcome. */
  flush(): Promise<void> {
    const batch = this.#pending
    if (batch.length === 0) return Promise.resolve()
    this.#pending = []
    const run = this.#store(batch).then(() => void this.#underWay.delete(run))
    this.#underWay.add(run)
    return run
  }

  /** Resolves when everything that was handed in has had its outcome. */
  async settled(): Promise<void> {
    void this.flush()
    await Promise.all(this.#underWay)
  }

  async #store(batch: readonly Pending<T>[]): Promise<void> {
    try {
      const outcomes = await this.#commit(batch.map(({ entry }) => entry))
      batch.forEach(({ resolve, reject }, i) => {
        const problem = outcomes[i]
        if (problem === null) resolve()
        else if (problem === STALE) reject(new StaleError())
        else reject(new ChunkRefusedError(problem ?? 'the log did not answer for this chunk'))
      })
    } catch (error) {
      for (const { reject } of batch) reject(error instanceof Error ? error : new Error(String(error)))
    }
  }

  #schedule(): void {
    if (this.#busy) return
    this.#busy = true
    const wait = this.#lastCommit + SPACING_MS - performance.now()
    if (wait > 0) setTimeout(() => this.#run(), wait)
    else queueMicrotask(() => this.#run())
  }

  #run(): void {
    this.#lastCommit = performance.now()
    void this.flush().then(() => {
      this.#busy = false
      if (this.#pending.length > 0) this.#schedule()
    })
  }
}
