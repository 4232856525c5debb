/** Whose events these are: none of them happens any more when it is dead. */
export interface Owner {
  readonly alive: boolean
  readonly name: string
  readonly world: { readonly now: number }
  run<T>(work: () => T): T
}

/** Something that is to happen. Looks like a timer of Node to the code that has set it. */
export class Timer {
  at: number
  readonly actor: Owner
  readonly work: () => void
  readonly every: number | null
  readonly #queue: EventQueue
  readonly #delay: number
  order = 0
  cancelled = false

  constructor(queue: EventQueue, at: number, actor: Owner, work: () => void, every: number | null) {
    this.#queue = queue
    this.at = at
    this.actor = actor
    this.work = work
    this.every = every
    this.#delay = at - actor.world.now
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  hasRef(): boolean {
    return true
  }

  refresh(): this {
    this.#queue.move(this, this.actor.world.now + this.#delay)
    return this
  }
}

interface Entry {
  at: number
  order: number
  timer: Timer
}

/** A binary heap by time, then by the order of adding. */
export class EventQueue {
  #heap: Entry[] = []
  #order = 0

  add(at: number, actor: Owner, work: () => void, every: number | null): Timer {
    const timer = new Timer(this, at, actor, work, every)
    this.#push(timer)
    return timer
  }

  move(timer: Timer, at: number): void {
    timer.at = at
    // The old entry is told from the new one by its order.
    this.#push(timer)
  }

  /** Takes the next event up to `deadline`; those of the dead are gone. */
  next(deadline: number): Entry | null {
    for (;;) {
      const first = this.#heap[0]
      if (first === undefined || first.at > deadline) return null
      this.#pop()
      const { timer } = first
      if (timer.cancelled || timer.order !== first.order || !timer.actor.alive) continue
      if (timer.every !== null) this.move(timer, timer.at + timer.every)
      return first
    }
  }

  #push(timer: Timer): void {
    timer.order = ++this.#order
    const entry = { at: timer.at, order: timer.order, timer }
    let i = this.#heap.push(entry) - 1
    while (i > 0) {
      const up = (i - 1) >> 1
      const above = this.#heap[up]
      if (above === undefined || !isBefore(entry, above)) break
      this.#heap[i] = above
      i = up
    }
    this.#heap[i] = entry
  }

  #pop(): void {
    const last = this.#heap.pop()
    if (last === undefined || this.#heap.length === 0) return
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      const left = this.#heap[child]
      const right = this.#heap[child + 1]
      if (left === undefined) break
      let smaller = left
      if (right !== undefined && isBefore(right, left)) {
        smaller = right
        child += 1
      }
      if (!isBefore(smaller, last)) break
      this.#heap[i] = smaller
      i = child
    }
    this.#heap[i] = last
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}
