import {
  decodePresence,
  encodePresenceBatch,
  type PresenceFrame,
  type ReceivedFrame,
} from '@axiom/shared/protocol/presenceFrames'

import { share, type Shared } from '../broadcast.ts'
import type { PressureLevel } from '../pressure.ts'

/** Up to this many people a frame goes out at once; above, one tick for all is worth its delay. */
const DIRECT_PEERS = 15
const TICK_MS = 33
/** Frames per second of one sender; what is above is dropped, since the next one replaces it anyway. */
const MAX_RATE = 60
const BUSY_RATE = 8

/** One socket, as far as pointers concern it. */
export interface PresencePeer {
  /** The Awareness id that it speaks for; null as long as it has published nothing. */
  readonly clientId: number | null
  /** Sends if there is room: frames are droppable. */
  sendFrame(frames: Shared): void
}

interface Room {
  peers: Map<PresencePeer, { second: number; count: number }>
  latest: Map<number, PresenceFrame>
  timer: NodeJS.Timeout | null
}

/** Relays cursor and drag frames between the sockets of a project; stores nothing, waits for nothing. */
export class PresenceHub {
  readonly #rooms = new Map<string, Room>()
  readonly #onFrames: (projectId: string, frames: Uint8Array) => void
  readonly #pressure: () => PressureLevel

  /** `onFrames` gets what the sockets here are sent, for people on other replicas; pointers are the first to go under `pressure`. */
  constructor(onFrames: (projectId: string, frames: Uint8Array) => void, pressure: () => PressureLevel) {
    this.#onFrames = onFrames
    this.#pressure = pressure
  }

  join(projectId: string, peer: PresencePeer): void {
    const room = this.#rooms.get(projectId) ?? { peers: new Map(), latest: new Map(), timer: null }
    this.#rooms.set(projectId, room)
    room.peers.set(peer, { second: 0, count: 0 })
  }

  leave(projectId: string, peer: PresencePeer): void {
    const room = this.#rooms.get(projectId)
    if (room === undefined || !room.peers.delete(peer) || room.peers.size > 0) return
    if (room.timer !== null) clearTimeout(room.timer)
    this.#rooms.delete(projectId)
  }

  /** Throws on a malformed frame. */
  receive(projectId: string, sender: PresencePeer, message: Uint8Array): void {
    const room = this.#rooms.get(projectId)
    const budget = room?.peers.get(sender)
    const pressure = this.#pressure()
    if (room === undefined || budget === undefined || pressure > 1) return
    if (!mayPass(budget, pressure > 0 ? BUSY_RATE : MAX_RATE)) return
    const frame = decodePresence(message)
    const { clientId } = sender
    if (clientId === null) return
    if (room.peers.size <= DIRECT_PEERS) return this.#send(projectId, room, [{ clientId, frame }], sender)
    room.latest.set(clientId, frame)
    room.timer ??= setTimeout(() => {
      room.timer = null
      const frames = [...room.latest].map(([id, latest]) => ({ clientId: id, frame: latest }))
      room.latest.clear()
      this.#send(projectId, room, frames, null)
    }, TICK_MS).unref()
  }

  /** Frames of people on another replica. */
  relay(projectId: string, frames: Uint8Array): void {
    const shared = share(frames)
    for (const peer of this.#rooms.get(projectId)?.peers.keys() ?? []) peer.sendFrame(shared)
  }

  #send(projectId: string, room: Room, frames: readonly ReceivedFrame[], except: PresencePeer | null): void {
    const message = encodePresenceBatch(frames)
    const shared = share(message)
    for (const peer of room.peers.keys()) if (peer !== except) peer.sendFrame(shared)
    this.#onFrames(projectId, message)
  }
}

function mayPass(budget: { second: number; count: number }, rate: number): boolean {
  const second = Math.floor(performance.now() / 1000)
  if (budget.second !== second) {
    budget.second = second
    budget.count = 0
  }
  budget.count += 1
  return budget.count <= rate
}
