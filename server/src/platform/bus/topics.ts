import type { BusListener } from './bus.ts'

/** Who listens to what, in this process. */
export class Topics {
  readonly #listeners = new Map<string, Set<BusListener>>()
  readonly #onFailure: (error: unknown, topic: string) => void

  /** A listener that throws is told about by `onFailure`; the others still hear the message. */
  constructor(onFailure: (error: unknown, topic: string) => void) {
    this.#onFailure = onFailure
  }

  get names(): string[] {
    return [...this.#listeners.keys()]
  }

  /** True when nobody has listened to the topic before. */
  add(topic: string, listener: BusListener): boolean {
    const found = this.#listeners.get(topic)
    if (found === undefined) this.#listeners.set(topic, new Set([listener]))
    else found.add(listener)
    return found === undefined
  }

  /** True when nobody listens to the topic any more. */
  remove(topic: string, listener: BusListener): boolean {
    const found = this.#listeners.get(topic)
    if (found === undefined || !found.delete(listener) || found.size > 0) return false
    this.#listeners.delete(topic)
    return true
  }

  deliver(topic: string, message: Uint8Array, from: string): void {
    for (const listener of this.#listeners.get(topic) ?? []) {
      try {
        listener(message, from)
      } catch (error) {
        this.#onFailure(error, topic)
      }
    }
  }
}
