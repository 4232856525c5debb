import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'

import { seededRandom } from '@axiom/shared/document/chance'

import { EventQueue, type Timer } from './eventQueue.ts'

/** Before any other module could replace it. */
const realSetImmediate = setImmediate
const DAY_MS = 24 * 3_600_000
const EPOCH_MS = Date.UTC(2030, 0, 1)
const KEPT_LINES = 400
/** More than any honest run needs: somebody asks somebody again and again. */
const MAX_EVENTS = 400_000

/** What pages of a browser find in their global scope; looked up by `globals.ts`. */
export type BrowserScope = Readonly<Record<string, unknown>>

/** Somebody whose code runs: a replica, a tab, or the director. When it is dead nothing of it runs any more. */
export class Actor {
  readonly world: World
  readonly name: string
  readonly scope: BrowserScope | null
  /** Runs the tasks of a tab's database: they go on when the tab is gone. */
  readonly device: Actor | null
  alive = true

  constructor(
    world: World,
    name: string,
    { scope = null, device = null }: Partial<Pick<Actor, 'scope' | 'device'>> = {},
  ) {
    this.world = world
    this.name = name
    this.scope = scope
    this.device = device
  }

  /** Runs `work` as this actor; what it starts belongs to the actor too. */
  run<T>(work: () => T): T {
    return context.run(this, work)
  }
}

const context = new AsyncLocalStorage<Actor>()

/** Whose code is running now; undefined outside of a simulation. */
export function currentActor(): Actor | undefined {
  return context.getStore()
}

/** Virtual time, one seeded source of chance, and one event after the other: the same seed gives the same run. */
export class World {
  readonly director = new Actor(this, 'director')
  /** Decides delays and faults. */
  readonly random: () => number
  /** What the code under test gets for its ids and its jitter. */
  readonly productRandom: () => number
  readonly epoch: number
  failure: Error | null = null
  now = 0
  events = 0
  lines: string[] = []
  readonly #queue = new EventQueue()
  readonly #hash = createHash('sha256')

  constructor(seed: number) {
    this.random = seededRandom(seed)
    this.productRandom = seededRandom(seed ^ 0x5bd1e995)
    // Ids grow with the clock of a process: a later seed must begin later, or it would see what an earlier one left behind.
    this.epoch = EPOCH_MS + seed * DAY_MS
  }

  get hash(): string {
    return this.#hash.copy().digest('hex').slice(0, 16)
  }

  /** Runs `work` as `actor` after `delay` ms, unless it is dead by then. */
  schedule(delay: number, actor: Actor, work: () => void, every: number | null = null): Timer {
    return this.#queue.add(this.now + delay, actor, work, every)
  }

  between(low: number, high: number): number {
    return low + this.random() * (high - low)
  }

  happens(probability: number): boolean {
    return this.random() < probability
  }

  pick<T>(list: readonly T[]): T | undefined {
    return list[Math.floor(this.random() * list.length)]
  }

  note(who: string, what: string): void {
    const line = `${this.now.toFixed(2).padStart(9)} ${who}: ${what}`
    this.#hash.update(line)
    this.lines.push(line)
    if (this.lines.length > 2 * KEPT_LINES) this.lines = this.lines.slice(-KEPT_LINES)
  }

  /** The first failure ends the run. */
  fail(what: string, cause?: unknown): void {
    if (this.failure !== null) return
    this.note('FAILED', what)
    this.failure = new Error(what, { cause })
  }

  /** Goes on until `done` says so (looked at after each event), something fails, or the time is over. True when it was done. */
  async run(milliseconds: number, done: () => boolean = () => false): Promise<boolean> {
    const deadline = this.now + milliseconds
    while (this.failure === null) {
      if (done()) return true
      const next = this.#queue.next(deadline)
      if (next === null) {
        this.now = deadline
        return done()
      }
      this.now = Math.max(this.now, next.at)
      if (++this.events > MAX_EVENTS) this.fail('it never comes to rest')
      else await this.#fire(next.timer)
    }
    return false
  }

  async #fire({ actor, work }: Timer): Promise<void> {
    try {
      actor.run(work)
    } catch (error) {
      this.fail(`${actor.name} threw: ${String(error)}`, error)
    }
    // A turn of the real loop: everything that was resolved has gone on as far as it can.
    await new Promise<void>((resolve) => realSetImmediate(resolve))
  }
}
