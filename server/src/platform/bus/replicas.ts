import type { Bus } from './bus.ts'

const TOPIC = 'replicas'
const BEAT = new Uint8Array([1])
const BYE = new Uint8Array([0])

export interface ReplicasOptions {
  bus: Bus
  /** A living replica says so this often (ms); 2,000 unless told. */
  everyMs?: number
  /** One that was silent for so long is taken for dead (ms); 7,000 unless told [C11]. */
  deadAfterMs?: number
  now?: () => number
}

/** The other living replicas, by their heartbeat on the bus. While the bus is down nobody else is known. */
export class Replicas {
  readonly #options: Required<ReplicasOptions>
  readonly #heard = new Map<string, number>()
  readonly #came = new Set<(replicaId: string) => void>()
  readonly #gone = new Set<(replicaId: string) => void>()
  readonly #timer: NodeJS.Timeout

  constructor(options: ReplicasOptions) {
    this.#options = { everyMs: 2_000, deadAfterMs: 7_000, now: Date.now, ...options }
    const { bus, everyMs } = this.#options
    void bus.subscribe(TOPIC, this.#receive).then(() => bus.publish(TOPIC, BEAT))
    bus.onRestored(() => bus.publish(TOPIC, BEAT))
    this.#timer = setInterval(() => this.#beat(), everyMs).unref()
  }

  get others(): string[] {
    return [...this.#heard.keys()]
  }

  /** Called when a replica is heard for the first time, or again after it was taken for dead. */
  onCame(listener: (replicaId: string) => void): void {
    this.#came.add(listener)
  }

  /** Called when a replica says goodbye or has been silent for too long. */
  onGone(listener: (replicaId: string) => void): void {
    this.#gone.add(listener)
  }

  close(): void {
    clearInterval(this.#timer)
    this.#options.bus.publish(TOPIC, BYE)
    this.#options.bus.unsubscribe(TOPIC, this.#receive)
  }

  readonly #receive = (message: Uint8Array, from: string): void => {
    if (message[0] === BYE[0]) return this.#lose(from)
    const isNew = !this.#heard.has(from)
    this.#heard.set(from, this.#options.now())
    if (!isNew) return
    // It learns of us without waiting for our next beat.
    this.#options.bus.publish(TOPIC, BEAT)
    for (const listener of this.#came) listener(from)
  }

  #beat(): void {
    const { bus, now, deadAfterMs } = this.#options
    bus.publish(TOPIC, BEAT)
    for (const [replicaId, at] of this.#heard) if (now() - at > deadAfterMs) this.#lose(replicaId)
  }

  #lose(replicaId: string): void {
    if (this.#heard.delete(replicaId)) for (const listener of this.#gone) listener(replicaId)
  }
}
