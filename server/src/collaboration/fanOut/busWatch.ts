import type { Bus } from '../../platform/bus/bus.ts'
import type { Replicas } from '../../platform/bus/replicas.ts'
import type { CollaborationMetrics } from '../metrics.ts'

const EVERY_MS = 5_000

export interface BusWatchDeps {
  bus: Bus
  replicas: Replicas
  metrics: Pick<CollaborationMetrics, 'busUp' | 'busRoundTrip' | 'replicas'>
  everyMs?: number | undefined
}

/** How fast the bus is, whether it is there, and how many replicas are heard over it. */
export class BusWatch {
  readonly #deps: BusWatchDeps
  readonly #timer: NodeJS.Timeout
  #asking = false

  constructor(deps: BusWatchDeps) {
    this.#deps = deps
    this.#timer = setInterval(() => void this.#look(), deps.everyMs ?? EVERY_MS).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async #look(): Promise<void> {
    const { bus, replicas, metrics } = this.#deps
    metrics.busUp.set(bus.isUp ? 1 : 0)
    metrics.replicas.set(1 + replicas.others.length)
    // One that is slow is asked once.
    if (this.#asking) return
    this.#asking = true
    const milliseconds = await bus.roundTrip()
    this.#asking = false
    if (milliseconds !== null) metrics.busRoundTrip.observe(milliseconds / 1_000)
  }
}
