import { AppError } from '@axiom/shared/errors'

/** Documents that are loaded at once: more would only make each of them slower, and the edits of others too. */
const AT_ONCE = 8
/** Documents that may wait for their turn; whoever asks for one more is told to come back. */
const WAITING = 1_000

/** Lets a few documents be loaded at a time, in the order in which they were asked for [G5]. */
export class ColdLoads {
  readonly #waiting: (() => void)[] = []
  #running = 0

  /** Throws `unavailable` when too many wait already. */
  async run<T>(load: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) await this.#turn()
    else this.#running += 1
    try {
      return await load()
    } finally {
      const next = this.#waiting.shift()
      // The next one takes over the place.
      if (next === undefined) this.#running -= 1
      else next()
    }
  }

  #turn(): Promise<void> {
    if (this.#waiting.length >= WAITING) throw new AppError('unavailable')
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}
