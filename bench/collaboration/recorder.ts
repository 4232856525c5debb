/** Collects what happened to what was sent while it is open. One per run: all clients live in this process, on one clock. */
export class Recorder {
  readonly edits: number[] = []
  readonly acknowledgements: number[] = []
  readonly cursors: number[] = []
  sent = { edits: 0, cursors: 0 }
  readonly #clocks = new Map<number, { clock: number; at: number }[]>()
  readonly #pointers = new Map<number, Map<number, number>>()
  #open = false

  open(): void {
    this.#open = true
  }

  close(): void {
    this.#open = false
  }

  editSent(client: number, clock: number): void {
    if (!this.#open) return
    this.sent.edits += 1
    const list = this.#clocks.get(client) ?? []
    this.#clocks.set(client, list)
    list.push({ clock, at: performance.now() })
  }

  /** The update [from, to) of `client` is applied at a receiver. */
  editSeen(client: number, from: number, to: number): void {
    const list = this.#clocks.get(client)
    const now = performance.now()
    for (let i = (list?.length ?? 0) - 1; i >= 0; i--) {
      const entry = list?.[i]
      if (entry === undefined || entry.clock < from) return
      if (entry.clock < to) this.edits.push(now - entry.at)
    }
  }

  /** Called when an update is sent; gives what is to be called at its acknowledgement. */
  acknowledgement(): () => void {
    if (!this.#open) return () => undefined
    const at = performance.now()
    return () => void this.acknowledgements.push(performance.now() - at)
  }

  cursorSent(client: number, sequence: number): void {
    if (!this.#open) return
    this.sent.cursors += 1
    const sequences = this.#pointers.get(client) ?? new Map<number, number>()
    this.#pointers.set(client, sequences)
    sequences.set(sequence, performance.now())
  }

  cursorSeen(client: number, sequence: number): void {
    const at = this.#pointers.get(client)?.get(sequence)
    if (at !== undefined) this.cursors.push(performance.now() - at)
  }
}
