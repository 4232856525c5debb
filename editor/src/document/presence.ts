import { AwarenessState, boundState, type PresenceUser } from '@axiom/shared/protocol/awareness'
import {
  decodePresenceBatch,
  encodePresence,
  screenHash,
  type PresenceFrame,
  type ReceivedFrame,
} from '@axiom/shared/protocol/presenceFrames'
import type { Awareness } from 'y-protocols/awareness'

import { interpolate, type Sample } from './interpolate.ts'

const STATE_MS = 500
/** Cursor frames per second: fewer when many are there, because everybody hears everybody. */
const FEW_PEOPLE = 10
const FRAME_MS = { few: 33, many: 50 } as const
/** Receivers show the past by this much, so that a late frame does not make a jump. */
const DELAY_MS = 60
const FORGET_MS = 5_000

export interface Peer {
  clientId: number
  user: PresenceUser
  screenId: string | null
  selection: readonly string[]
  editing: string | null
  /** Its selection in the text that it edits; see `textCursor.ts`. */
  cursor: TextCursor | null
  /** The client that it follows, what it sees (told to followers), and whether it refuses to be followed. */
  follows?: number | undefined
  view?: AwarenessState['view']
  alone?: true | undefined
}

/** Where a peer's pointer or drag is at this animation frame. */
export interface PeerFrame {
  peer: Peer
  frame: PresenceFrame
}

export type TextCursor = readonly [anchor: string, head: string]
export type OwnState = Omit<Peer, 'clientId' | 'user'>

/** Who else is here, and their pointers. Pointers never pass through React: `onFrames` is called per animation frame. */
export class Presence {
  readonly #awareness: Awareness
  readonly #send: (frame: Uint8Array) => void
  readonly #listeners = new Set<(frames: readonly PeerFrame[]) => void>()
  readonly #peerListeners = new Set<() => void>()
  readonly #samples = new Map<number, Sample[]>()
  #peers: readonly Peer[] = []
  #own: OwnState = { screenId: null, selection: [], editing: null, cursor: null }
  #published = ''
  #publishedAt = -Infinity
  #stateTimer: ReturnType<typeof setTimeout> | undefined
  #frameTimer: ReturnType<typeof setTimeout> | undefined
  #nextFrame: PresenceFrame | null = null
  #lastSent = -Infinity
  #animation = 0

  constructor(awareness: Awareness, send: (frame: Uint8Array) => void) {
    this.#awareness = awareness
    this.#send = send
    awareness.on('change', this.#onChange)
  }

  /** Other people on this project, one entry per open tab. The same array until something changes. */
  getPeers = (): readonly Peer[] => this.#peers

  /** The name of somebody who is here. */
  nameOf(clientId: number | null): string | null {
    return this.#peers.find((peer) => peer.clientId === clientId)?.user.name ?? null
  }

  subscribePeers = (listener: () => void): (() => void) => {
    this.#peerListeners.add(listener)
    return () => this.#peerListeners.delete(listener)
  }

  /** What others see of this person: at most twice a second, and nothing as long as nothing was set. */
  setState(change: Partial<OwnState>): void {
    this.#own = { ...this.#own, ...change }
    // Never in the same turn: several changes of one gesture are one state.
    const wait = Math.max(0, this.#publishedAt + STATE_MS - performance.now())
    this.#stateTimer ??= setTimeout(() => this.#publish(), wait)
  }

  sendCursor(screenId: string, x: number, y: number): void {
    this.#queue({ kind: 'cursor', screen: screenHash(screenId), x, y })
  }

  sendDrag(screenId: string, delta: { dx: number; dy: number; dw: number; dh: number }): void {
    this.#queue({ kind: 'drag', screen: screenHash(screenId), ...delta })
  }

  /** The pointer left, or the drag is over: sent at once, also behind a waiting frame. */
  sendIdle(screenId: string): void {
    clearTimeout(this.#frameTimer)
    this.#frameTimer = undefined
    this.#nextFrame = { kind: 'idle', screen: screenHash(screenId) }
    this.#flush()
  }

  /** Calls back on each animation frame in which something of the peers is moving, with interpolated positions. */
  onFrames(listener: (frames: readonly PeerFrame[]) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A batch of frames of the server. A malformed one is dropped: pointers are not worth a connection. */
  receive(message: Uint8Array, now = performance.now()): void {
    let received: ReceivedFrame[]
    try {
      received = decodePresenceBatch(message)
    } catch (error) {
      if (error instanceof Error) return
      throw error
    }
    for (const { clientId, frame } of received) {
      const samples = this.#samples.get(clientId) ?? []
      samples.push({ at: now, frame })
      this.#samples.set(clientId, samples.slice(-8))
    }
    if (this.#animation === 0) this.#animation = requestAnimationFrame(this.#animate)
  }

  dispose(): void {
    this.#awareness.off('change', this.#onChange)
    clearTimeout(this.#stateTimer)
    clearTimeout(this.#frameTimer)
    cancelAnimationFrame(this.#animation)
    this.#listeners.clear()
    this.#peerListeners.clear()
  }

  #publish(): void {
    this.#stateTimer = undefined
    const state = boundState({ ...this.#own, selection: this.#own.selection.slice(0, 20), cursor: tuple(this.#own) })
    const text = JSON.stringify(state)
    if (text === this.#published) return
    this.#published = text
    this.#publishedAt = performance.now()
    this.#awareness.setLocalState(state)
  }

  #queue(frame: PresenceFrame): void {
    this.#nextFrame = frame
    if (this.#frameTimer !== undefined) return
    const gap = this.#peers.length < FEW_PEOPLE ? FRAME_MS.few : FRAME_MS.many
    const wait = Math.max(0, this.#lastSent + gap - performance.now())
    if (wait === 0) return this.#flush()
    this.#frameTimer = setTimeout(() => {
      this.#frameTimer = undefined
      this.#flush()
    }, wait)
  }

  #flush(): void {
    const frame = this.#nextFrame
    this.#nextFrame = null
    if (frame === null || this.#peers.length === 0 || document.hidden) return
    this.#lastSent = performance.now()
    this.#send(encodePresence(frame))
  }

  readonly #animate = (now: number): void => {
    this.#animation = 0
    const frames: PeerFrame[] = []
    let moving = false
    for (const peer of this.#peers) {
      const samples = this.#samples.get(peer.clientId)
      const last = samples?.at(-1)
      if (samples === undefined || last === undefined) continue
      frames.push({ peer, frame: interpolate(samples, now - DELAY_MS) })
      if (now - DELAY_MS < last.at) moving = true
      if (now - last.at > FORGET_MS && last.frame.kind === 'idle') this.#samples.delete(peer.clientId)
    }
    for (const listener of this.#listeners) listener(frames)
    if (moving) this.#animation = requestAnimationFrame(this.#animate)
  }

  readonly #onChange = (): void => {
    const peers: Peer[] = []
    for (const [clientId, state] of this.#awareness.getStates()) {
      if (clientId === this.#awareness.clientID) continue
      const parsed = AwarenessState.safeParse(state)
      if (!parsed.success || parsed.data.user === undefined) continue
      const { user, ...own } = parsed.data
      peers.push({ clientId, user, ...own })
    }
    this.#peers = peers.sort((a, b) => a.clientId - b.clientId)
    for (const clientId of this.#samples.keys())
      if (!peers.some((peer) => peer.clientId === clientId)) this.#samples.delete(clientId)
    for (const listener of this.#peerListeners) listener()
    // Somebody who left must also leave the canvas.
    if (this.#animation === 0) this.#animation = requestAnimationFrame(this.#animate)
  }
}

const tuple = ({ cursor }: OwnState): [string, string] | null => cursor && [cursor[0], cursor[1]]
