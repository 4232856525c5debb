import { seedProject } from '@axiom/shared/document/seed'
import { pino, type Logger } from 'pino'
import { Registry } from 'prom-client'
import type { WebSocket } from 'ws'

import type { Dialect } from '../server/src/collaboration/dialect.ts'
import { Door } from '../server/src/collaboration/door.ts'
import { DIVERGED } from '../server/src/collaboration/fanOut/divergenceProbe.ts'
import type { SimulatedBus, SimulatedHub } from './bus.ts'
import { MemoryChunkStore, type MemoryLog, type StoreRoad } from './memoryChunkStore.ts'
import type { Link } from './network.ts'
import { Actor, type World } from './world/world.ts'

export interface ReplicaDeps {
  world: World
  hub: SimulatedHub
  log: MemoryLog
  roadOf: (replica: Actor) => StoreRoad
}

const NO_SNAPSHOTS = {
  save: () => Promise.reject(new Error('no versions here')),
  open: () => Promise.reject(new Error('no versions here')),
  remove: () => Promise.reject(new Error('no versions here')),
}

/** One process of the server: the real door on a simulated store, bus and network. */
export class Replica {
  readonly actor: Actor
  readonly bus: SimulatedBus
  readonly store: MemoryChunkStore
  readonly links = new Set<Link>()
  readonly door: Door
  isStopping = false
  /** It listens. */
  isReady = true

  constructor(name: string, { world, hub, log, roadOf }: ReplicaDeps) {
    this.actor = new Actor(world, name)
    this.bus = hub.join(this.actor)
    this.store = new MemoryChunkStore(log, roadOf(this.actor))
    const store = Object.assign(this.store, { snapshots: NO_SNAPSHOTS })
    this.door = this.actor.run(
      () =>
        new Door({
          dataDir: '',
          store,
          metrics: new Registry(),
          log: noting(world, name),
          allowedOrigins: [],
          verifyToken: async (token) => ({ userId: token, sessionId: token, name: token }),
          roleOf: async () => 'editor',
          isSessionLive: async () => true,
          projectExists: async () => true,
          seedOf: async (projectId) => seedProject({ projectId, name: 'Simulated', template: 'blank' }),
          fanOut: { bus: this.bus },
        }),
    )
  }

  accept(link: Link, dialect: Dialect): void {
    link.server.once('close', () => this.links.delete(link))
    // It has what the door uses of a `ws` socket.
    this.door.accept(link.server as unknown as WebSocket, dialect)
  }

  /** kill -9, or the whole machine: then nobody is told. */
  kill(isSilent: boolean): void {
    this.actor.alive = false
    void this.bus.close()
    for (const link of this.links)
      if (isSilent) link.silence()
      else link.cut()
  }
}

/** Warnings and errors of a replica as lines of the trace. */
function noting(world: World, name: string): Logger {
  const write = (line: string): void => {
    const { msg, err } = JSON.parse(line) as { msg?: string; err?: { message?: string } }
    if (msg === DIVERGED) world.fail(`[C10] ${name}: ${msg}, and the log knows of nothing`)
    world.note(name, `${msg ?? ''} ${err?.message ?? ''}`.trim())
  }
  return pino({ level: 'warn', base: null, timestamp: false }, { write })
}
