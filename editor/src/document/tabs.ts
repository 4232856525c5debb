import { CREATE_ORIGIN } from '@axiom/shared/document/projectDoc'
import { coverageOf } from '@axiom/shared/gate/coverage'
import { newId } from '@axiom/shared/ids'
import * as Y from 'yjs'

import type { Acknowledged } from './localStore.ts'
import { TAB_ORIGIN, TAB_STATE_ORIGIN } from './origins.ts'

interface Edit {
  kind: 'edit'
  from: string
  seq: number
  update: Uint8Array
}

/** A tab, and the last of its edits that is meant. */
type Counts = readonly (readonly [tab: string, seq: number])[]

type Message =
  | Edit
  /** The writing tab has put everything of these tabs on this device, up to that edit of each. */
  | { kind: 'written'; edits: Counts }
  /** A new tab asks for what is not written yet. */
  | { kind: 'hello'; from: string; vector: Uint8Array }
  | { kind: 'state'; to: string; update: Uint8Array; waiting: Counts; acknowledged: Acknowledged }

interface Config {
  name: string
  y: Y.Doc
  /** Only the writing tab answers a new one. */
  isWriter: () => boolean
  acknowledged: () => Acknowledged
  onState: (acknowledged: Acknowledged) => void
  /** More of what is known here is on this device than before. */
  onWritten: () => void
}

/** The open tabs of one project in one browser: each hears the others' edits as it would its own. */
export class Tabs {
  readonly #config: Config
  readonly #channel: BroadcastChannel
  readonly #id = newId()
  #sent = 0
  /** Edits of this tab and of others that are not on this device yet, as far as this one knows. */
  readonly #waiting = new Map<string, number>()
  /** Edits that build on something that has not come here yet, and what the same tabs have said since. */
  #early: Edit[] = []
  #untold: Uint8Array[] = []
  #isTaking = false

  constructor(config: Config) {
    this.#config = config
    config.y.on('update', this.#takeEarly)
    this.#channel = new BroadcastChannel(config.name)
    this.#channel.addEventListener('message', ({ data }: MessageEvent<Message>) => this.#receive(data))
    this.#post({ kind: 'hello', from: this.#id, vector: Y.encodeStateVector(config.y) })
  }

  /** Some edit waits to be written by the tab that writes. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0
  }

  /** The two halves of an insert [M5] go as one edit: the first alone would be here without being counted. */
  tell(update: Uint8Array, origin: unknown): void {
    this.#untold.push(update)
    if (origin === CREATE_ORIGIN) return
    this.#sent += 1
    this.#waiting.set(this.#id, this.#sent)
    this.#post({ kind: 'edit', from: this.#id, seq: this.#sent, update: Y.mergeUpdates(this.#untold) })
    this.#untold = []
  }

  /** What is known so far; once it is written, call the function that comes back. */
  takeHeard(): () => void {
    const edits = [...this.#waiting]
    return () => {
      this.#areWritten(edits)
      this.#post({ kind: 'written', edits })
    }
  }

  close(): void {
    this.#config.y.off('update', this.#takeEarly)
    this.#channel.close()
  }

  #post(message: Message): void {
    this.#channel.postMessage(message)
  }

  #receive(message: Message): void {
    const { y, isWriter, acknowledged, onState, onWritten } = this.#config
    switch (message.kind) {
      case 'edit':
        this.#early.push(message)
        return this.#takeEarly()
      case 'written':
        this.#areWritten(message.edits)
        return onWritten()
      case 'hello':
        if (!isWriter()) return
        return this.#post({
          kind: 'state',
          to: message.from,
          update: Y.encodeStateAsUpdate(y, message.vector),
          waiting: [...this.#waiting],
          acknowledged: acknowledged(),
        })
      case 'state':
        if (message.to !== this.#id) return
        for (const [tab, seq] of message.waiting) this.#waiting.set(tab, seq)
        Y.applyUpdate(y, message.update, TAB_STATE_ORIGIN)
        return onState(message.acknowledged)
    }
  }

  #areWritten(edits: Counts): void {
    for (const [tab, seq] of edits) if ((this.#waiting.get(tab) ?? Infinity) <= seq) this.#waiting.delete(tab)
  }

  /**
   * Takes what no longer builds on anything that is missing here. A document that waits inside of Yjs would send what came with
   * somebody else's update as if the server had it: it would neither be counted nor sent.
   */
  readonly #takeEarly = (): void => {
    // What is taken changes the document, which calls this again.
    if (this.#isTaking) return
    this.#isTaking = true
    for (let left = Infinity; this.#early.length < left;) {
      left = this.#early.length
      const waiting = new Set<string>()
      this.#early = this.#early.filter((edit) => {
        if (!waiting.has(edit.from) && this.#take(edit)) return false
        waiting.add(edit.from)
        return true
      })
    }
    this.#isTaking = false
  }

  #take({ from, seq, update }: Edit): boolean {
    const { y } = this.#config
    if (coverageOf(y, Y.decodeUpdate(update)) === 'gap') return false
    this.#waiting.set(from, seq)
    Y.applyUpdate(y, update, TAB_ORIGIN)
    return true
  }
}
