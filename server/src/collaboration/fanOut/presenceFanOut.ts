import type { Document } from '@hocuspocus/server'
import { applyAwarenessUpdate, encodeAwarenessUpdate, removeAwarenessStates } from 'y-protocols/awareness'

import type { Bus, BusListener } from '../../platform/bus/bus.ts'
import type { Replicas } from '../../platform/bus/replicas.ts'
import { readEntries } from '../presence/awareness.ts'

const KIND = { awareness: 0, frames: 1, hello: 2, here: 3, bye: 4 } as const
type Kind = (typeof KIND)[keyof typeof KIND]

/** Origin of what other replicas say: it is not said back to them. */
const REMOTE = { source: 'local', skipStoreHooks: true, context: { remote: true } } as const

export interface PresenceFanOutDeps {
  bus: Bus
  replicas: Replicas
  /** Brings pointers of people on other replicas to the sockets here. */
  relay: (projectId: string, frames: Uint8Array) => void
}

interface Room {
  document: Document
  /** Replicas that have this document open: nothing is sent while there is none. */
  others: Set<string>
  /** Awareness clients of people on other replicas. */
  clients: Map<number, string>
  listener: BusListener
  stop: () => void
}

/** Who is where, and where they point, across replicas [C11]. Lossy: everybody says it again within seconds. */
export class PresenceFanOut {
  readonly #deps: PresenceFanOutDeps
  readonly #rooms = new Map<string, Room>()

  constructor(deps: PresenceFanOutDeps) {
    this.#deps = deps
    deps.replicas.onGone((replicaId) => {
      for (const room of this.#rooms.values()) this.#forget(room, replicaId)
    })
    deps.bus.onRestored(() => {
      for (const { document } of this.#rooms.values()) this.#say(document.name, KIND.hello)
    })
  }

  hold(document: Document): void {
    const { awareness, name } = document
    const onUpdate = (change: Record<'added' | 'updated' | 'removed', number[]>, origin: unknown): void => {
      if (origin === REMOTE || room.others.size === 0) return
      this.#say(
        name,
        KIND.awareness,
        encodeAwarenessUpdate(awareness, [...change.added, ...change.updated, ...change.removed]),
      )
    }
    const room: Room = {
      document,
      others: new Set(),
      clients: new Map(),
      listener: (message, from) => this.#receive(room, message, from),
      stop: () => awareness.off('update', onUpdate),
    }
    awareness.on('update', onUpdate)
    this.#rooms.set(name, room)
    void this.#deps.bus.subscribe(topicOf(name), room.listener).then(() => this.#say(name, KIND.hello))
  }

  release(projectId: string): void {
    const room = this.#rooms.get(projectId)
    if (room === undefined) return
    this.#rooms.delete(projectId)
    room.stop()
    this.#deps.bus.unsubscribe(topicOf(projectId), room.listener)
    this.#say(projectId, KIND.bye)
  }

  isElsewhere(projectId: string): boolean {
    return (this.#rooms.get(projectId)?.others.size ?? 0) > 0
  }

  /** Pointers of people here, as the sockets here get them. */
  sendFrames(projectId: string, frames: Uint8Array): void {
    if ((this.#rooms.get(projectId)?.others.size ?? 0) > 0) this.#say(projectId, KIND.frames, frames)
  }

  #receive(room: Room, message: Uint8Array, from: string): void {
    const { document } = room
    const payload = message.subarray(1)
    switch (message[0] as Kind | undefined) {
      case KIND.hello:
        this.#say(document.name, KIND.here)
        room.others.add(from)
        return this.#introduce(room)
      case KIND.here:
        if (room.others.has(from)) return
        room.others.add(from)
        return this.#introduce(room)
      case KIND.awareness:
        room.others.add(from)
        return this.#receiveAwareness(room, payload, from)
      case KIND.frames:
        return this.#deps.relay(document.name, new Uint8Array(payload))
      case KIND.bye:
        return this.#forget(room, from)
      default:
        // A newer replica, in the middle of a rolling restart, may say more than we know.
        return
    }
  }

  /** All people on this replica. */
  #introduce({ document, clients }: Room): void {
    const { awareness, name } = document
    const own = [...awareness.getStates().keys()].filter((client) => !clients.has(client))
    if (own.length > 0) this.#say(name, KIND.awareness, encodeAwarenessUpdate(awareness, own))
  }

  #receiveAwareness(room: Room, update: Uint8Array, from: string): void {
    const { document, clients } = room
    for (const { clientId, clock, state } of readEntries(update)) {
      if (clock <= (document.awareness.meta.get(clientId)?.clock ?? -1)) continue
      if (state === null) clients.delete(clientId)
      else {
        clients.set(clientId, from)
        // Its tab has reconnected over there: the late end of the old socket here must not remove it.
        for (const connection of document.connections.values()) connection.clients.delete(clientId)
      }
    }
    applyAwarenessUpdate(document.awareness, update, REMOTE)
  }

  #forget(room: Room, replicaId: string): void {
    room.others.delete(replicaId)
    const gone = [...room.clients].filter(([, owner]) => owner === replicaId).map(([client]) => client)
    for (const client of gone) room.clients.delete(client)
    removeAwarenessStates(room.document.awareness, gone, REMOTE)
  }

  #say(projectId: string, kind: Kind, payload: Uint8Array = new Uint8Array()): void {
    const message = new Uint8Array(payload.length + 1)
    message[0] = kind
    message.set(payload, 1)
    this.#deps.bus.publish(topicOf(projectId), message)
  }
}

function topicOf(projectId: string): string {
  return `p/${projectId}`
}
