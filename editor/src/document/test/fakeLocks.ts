/** Web Locks for tests, which the test DOM lacks: one holder at a time, the next one when its promise ends. */
export class FakeLocks {
  readonly #tails = new Map<string, Promise<unknown>>()

  request(name: string, work: () => unknown): Promise<unknown> {
    const turn = (this.#tails.get(name) ?? Promise.resolve()).then(work)
    this.#tails.set(
      name,
      turn.catch(() => undefined),
    )
    return turn
  }
}
