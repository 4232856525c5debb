import type { Backup, MemoryLog } from './memoryChunkStore.ts'
import type { Oracle } from './oracle.ts'
import type { Replica } from './replica.ts'
import type { World } from './world/world.ts'

/** So long one start may take to mark what was put back, before the operator tries again (ms). */
const PATIENCE_MS = 5_000

/** What an operator has before them. */
export interface Installation {
  readonly world: World
  readonly oracle: Oracle
  readonly log: MemoryLog
  readonly replicas: readonly Replica[]
  /** A version that is kept beside the log, and in the same backups. */
  version: Uint8Array | null
  startReplica(): Replica
  killReplica(replica: Replica, isSilent: boolean): void
}

/** What an operator does with copies of the whole installation. */
export class Backups {
  readonly #cluster: Installation
  readonly #projectId: string
  #kept: { log: Backup; version: Uint8Array | null } | null = null
  /** A server has been started with what was put back, and is not ready yet. */
  isRestoring = false

  constructor(cluster: Installation, projectId: string) {
    this.#cluster = cluster
    this.#projectId = projectId
  }

  take(): void {
    const { log, version } = this.#cluster
    this.#kept = { log: log.copy(), version }
  }

  /** Whoever was in the epoch that begins now shares nothing with what was copied. */
  drop(): void {
    this.#kept = null
  }

  putBack(): void {
    if (this.#kept === null || this.isRestoring) return
    const { log, oracle, replicas, world } = this.#cluster
    world.note('operator', 'puts a backup back')
    for (const replica of replicas) this.#cluster.killReplica(replica, false)
    log.restore(this.#kept.log)
    this.#cluster.version = this.#kept.version
    oracle.restored(log.livingOf(this.#projectId).map(({ u }) => u))
    this.isRestoring = true
    this.#start()
  }

  /** One process marks the documents before it lets anybody in; what hangs or fails is started again. */
  #start(): void {
    const { world } = this.#cluster
    const replica = this.#cluster.startReplica()
    replica.isReady = false
    void replica.actor.run(() => this.#mark(replica))
    world.schedule(PATIENCE_MS, world.director, () => {
      if (replica.isReady) return
      if (replica.actor.alive) this.#cluster.killReplica(replica, false)
      this.#start()
    })
  }

  async #mark(replica: Replica): Promise<void> {
    try {
      await replica.door.markRestored([this.#projectId])
      replica.isReady = true
      this.isRestoring = false
    } catch (error) {
      this.#cluster.world.note(replica.actor.name, `cannot mark: ${String(error)}`)
    }
  }
}
