import { AppError } from '@axiom/shared/errors'

import { ChunkRefusedError, StaleError } from './storage/chunkStore.ts'

/** An append that takes longer than this is an outage, and people are told (ms) [C9]. */
const PATIENCE_MS = 5_000
const PAUSE_MS = { first: 100, longest: 5_000 }

export interface LogBreakerOptions {
  patienceMs?: number | undefined
  /** Called when an outage begins and when it is over. */
  onChange: (isDown: boolean) => void
  onFailure: (error: unknown) => void
}

/**
 * Stands before the update log. When it fails, what people sent waits, one try at a time is made, and after the first success all go
 * on, so that the log is not overrun when it comes back [C9].
 */
export class LogBreaker {
  readonly #patienceMs: number
  readonly #onChange: LogBreakerOptions['onChange']
  readonly #onFailure: LogBreakerOptions['onFailure']
  readonly #waiting: (() => void)[] = []
  #probe: NodeJS.Timeout | null = null
  /** Failed tries in a row. */
  #failures = 0
  #isDown = false
  #isStopped = false

  constructor({ patienceMs = PATIENCE_MS, onChange, onFailure }: LogBreakerOptions) {
    this.#onFailure = onFailure
    this.#patienceMs = patienceMs
    this.#onChange = onChange
  }

  get isDown(): boolean {
    return this.#isDown
  }

  /** One try, for somebody who waits for the answer. Rejects with `unavailable`, in an outage at once. */
  async once<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isDown) throw new AppError('unavailable', { retryAfter: PAUSE_MS.longest / 1000 })
    try {
      return await this.#try(work)
    } catch (error) {
      throw error instanceof ChunkRefusedError && !(error instanceof StaleError)
        ? error
        : new AppError('unavailable', { retryAfter: 1 })
    }
  }

  /** Tries until it works. Rejects only when it never will, or after `stop`. */
  async persist<T>(work: () => Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.#set(true), this.#patienceMs).unref()
    try {
      for (;;) {
        if (this.#failures > 0) await this.#turn()
        try {
          return await this.#try(work)
        } catch (error) {
          if (error instanceof ChunkRefusedError || this.#isStopped) throw error
        }
      }
    } finally {
      clearTimeout(timer)
    }
  }

  /** The server ends: nobody waits any more. */
  stop(): void {
    this.#isStopped = true
    this.#release()
  }

  async #try<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work()
      this.#answered()
      return result
    } catch (error) {
      // A refusal is an answer.
      if (error instanceof ChunkRefusedError) this.#answered()
      else this.#failed(error)
      throw error
    }
  }

  #answered(): void {
    this.#failures = 0
    this.#set(false)
    this.#release()
  }

  #turn(): Promise<void> {
    if (this.#isStopped) throw new AppError('unavailable')
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** Those that were under way together fail together, and count once. */
  #failed(error: unknown): void {
    if (this.#probe !== null || this.#isStopped) return
    this.#onFailure(error)
    this.#failures += 1
    const pause = Math.min(PAUSE_MS.first * 2 ** (this.#failures - 1), PAUSE_MS.longest) * (0.5 + Math.random())
    this.#probe = setTimeout(() => {
      this.#probe = null
      const first = this.#waiting.shift()
      if (first === undefined) this.#failures = 0
      else first()
    }, pause).unref()
  }

  #release(): void {
    if (this.#probe !== null) clearTimeout(this.#probe)
    this.#probe = null
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  #set(isDown: boolean): void {
    if (this.#isDown === isDown || this.#isStopped) return
    this.#isDown = isDown
    this.#onChange(isDown)
  }
}
