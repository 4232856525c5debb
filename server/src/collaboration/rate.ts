/** What one socket may send without being slowed down [G5]. */
const MESSAGES_PER_SECOND = 120
const BYTES_PER_SECOND = 256 << 10
/** Saved up while quiet: a long time offline comes as one large message. */
const BURST_SECONDS = 4
const BURST_BYTES = 20 << 20
/** Beyond this debt somebody floods on purpose. */
const FLOOD_SECONDS = 10
/** How much of the main thread judging one socket's messages may take, and what is saved up while quiet (ms). */
const WORK_PER_SECOND = 250
const BURST_WORK = 1_000

/** A token bucket that says how long to stop reading, instead of refusing. */
export class Rate {
  #messages = MESSAGES_PER_SECOND * BURST_SECONDS
  #bytes = BURST_BYTES
  #at: number
  #work = BURST_WORK
  #workAt: number

  constructor(now: number) {
    this.#at = now
    this.#workAt = now
  }

  /** Counts a message; gives the milliseconds to pause, or null when it is too much for pausing. */
  spend(bytes: number, now: number): number | null {
    const seconds = (now - this.#at) / 1000
    this.#at = now
    this.#messages = Math.min(MESSAGES_PER_SECOND * BURST_SECONDS, this.#messages + seconds * MESSAGES_PER_SECOND) - 1
    this.#bytes = Math.min(BURST_BYTES, this.#bytes + seconds * BYTES_PER_SECOND) - bytes
    const debt = Math.max(-this.#messages / MESSAGES_PER_SECOND, -this.#bytes / BYTES_PER_SECOND, 0)
    return debt > FLOOD_SECONDS ? null : Math.ceil(debt * 1000)
  }

  /** Counts milliseconds of work that a message made; gives how many to pause. Few bytes can make much work. */
  work(ms: number, now: number): number {
    const earned = ((now - this.#workAt) / 1000) * WORK_PER_SECOND
    this.#workAt = now
    this.#work = Math.min(BURST_WORK, this.#work + earned) - ms
    return Math.ceil((Math.max(-this.#work, 0) / WORK_PER_SECOND) * 1000)
  }
}
