import { newId } from '@axiom/shared/ids'

import type { Bus, BusListener } from './bus.ts'
import { Topics } from './topics.ts'

/** Replicas in one process: a single server (alone on its hub), and several in tests. */
export class LocalHub {
  readonly #members = new Set<LocalBus>()

  /** A bus of its own for one replica. `onFailure` hears of listeners that throw. */
  join(onFailure: (error: unknown, topic: string) => void): Bus {
    const bus = new LocalBus(this.#members, onFailure)
    this.#members.add(bus)
    return bus
  }
}

class LocalBus implements Bus {
  readonly replicaId = newId()
  readonly isUp = true
  readonly #members: Set<LocalBus>
  readonly #topics: Topics

  constructor(members: Set<LocalBus>, onFailure: (error: unknown, topic: string) => void) {
    this.#members = members
    this.#topics = new Topics(onFailure)
  }

  publish(topic: string, message: Uint8Array): boolean {
    if (!this.#members.has(this)) return false
    // A copy, and later: nobody may notice whether the others are in this process.
    const copy = new Uint8Array(message)
    for (const other of this.#members)
      if (other !== this) setImmediate(() => other.#topics.deliver(topic, copy, this.replicaId))
    return true
  }

  async subscribe(topic: string, listener: BusListener): Promise<void> {
    this.#topics.add(topic, listener)
  }

  unsubscribe(topic: string, listener: BusListener): void {
    this.#topics.remove(topic, listener)
  }

  /** The connection is never lost. */
  onRestored(): void {}

  roundTrip(): Promise<number | null> {
    const sentAt = performance.now()
    return new Promise((resolve) => setImmediate(() => resolve(performance.now() - sentAt)))
  }

  async close(): Promise<void> {
    this.#members.delete(this)
  }
}
