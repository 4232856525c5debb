import type { ClientSession } from 'mongodb'

import type { Session } from '../port.ts'

let sessions = 0

/**
 * A transaction under way. MongoDB takes one operation at a time, so callers queue; and it gives up the transaction at the first
 * error, so that whatever comes after one hears the same.
 */
export class MongoSession implements Session {
  readonly id = ++sessions
  readonly #client: ClientSession
  #last: Promise<unknown> = Promise.resolve()
  #failure: { error: unknown } | null = null

  constructor(client: ClientSession) {
    this.#client = client
  }

  run<R>(operation: (client: ClientSession) => Promise<R>): Promise<R> {
    const turn = this.#last.then(() => {
      this.check()
      return operation(this.#client)
    })
    this.#last = turn.catch((error: unknown) => this.fail(error))
    return turn
  }

  /** Throws what made the transaction fail. */
  check(): void {
    if (this.#failure) throw this.#failure.error
  }

  fail(error: unknown): void {
    this.#failure ??= { error }
  }

  /** Resolves when the operation under way is over; nothing runs afterwards. */
  async end(): Promise<void> {
    this.fail(new Error('The transaction has ended.'))
    await this.#last
  }
}
