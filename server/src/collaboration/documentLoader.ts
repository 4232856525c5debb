import { migrate, schemaOf } from '@axiom/shared/document/migrations'
import { openProjectDoc } from '@axiom/shared/document/projectDoc'
import { SCHEMA_VERSION } from '@axiom/shared/document/schema'
import type { Document } from '@hocuspocus/server'

import { ColdLoads } from './coldLoads.ts'
import type { CollaborationDeps } from './collaboration.ts'
import type { DocumentGuards } from './documentGuards.ts'
import type { LoadedFrom } from './fanOut/updateFanOut.ts'
import { hasGap } from './gap.ts'
import type { Newcomers } from './newcomers.ts'
import type { ServerEdits } from './serverEdits.ts'
import type { StateBuilder } from './stateBuilder.ts'
import { migrationChunkId } from './storage/chunkId.ts'
import type { Chunk } from './storage/chunkStore.ts'
import type { SnapshotStore } from './storage/snapshotStore.ts'
import type { UpdateLog } from './updateLog.ts'

/** Bytes of a chunk that is not applied at once, and about how many structs of it are: some 10 ms [C16]. */
const CUT_ABOVE = 256 << 10
const PART = 2_000

/** Nothing that comes from the log is to be stored once more. */
const ORIGIN = { source: 'local', skipStoreHooks: true } as const

export interface DocumentLoaderDeps extends Pick<CollaborationDeps, 'seedOf' | 'beforeMigration'> {
  updateLog: UpdateLog
  guards: DocumentGuards
  edits: ServerEdits
  snapshots: SnapshotStore
  newcomers: Newcomers
  builder: StateBuilder
}

/** Fills a document that nobody has seen yet: from its log, from its seed where the log is empty, and in today's layout. */
export class DocumentLoader {
  readonly #deps: DocumentLoaderDeps
  readonly #coldLoads = new ColdLoads()

  constructor(deps: DocumentLoaderDeps) {
    this.#deps = deps
  }

  /** Gives what was there. Rejects with the store, or with `unavailable` when too many wait [G5]. */
  load(document: Document): Promise<LoadedFrom> {
    return this.#coldLoads.run(() => this.#loadNow(document))
  }

  async #loadNow(document: Document): Promise<LoadedFrom> {
    const { guards, seedOf, updateLog } = this.#deps
    const projectId = document.name
    const { authorship } = guards.of(document)
    const loaded = await updateLog.read(projectId)
    await this.#build(document, loaded.chunks)
    authorship.learn(loaded.owners)
    authorship.retire(loaded.owners)
    const seed = loaded.seen.size === 0 ? await seedOf?.(projectId) : null
    if (seed) await updateLog.seed(projectId, document, { seed, origin: ORIGIN })
    else if (loaded.seen.size > 0 && isOld(document)) await this.#migrate(document, loaded.seen)
    return loaded
  }

  /** Newcomers get the bytes of a large document before it is built, and others their turn while it is [C16]. */
  async #build(document: Document, chunks: Chunk[]): Promise<void> {
    const { newcomers, updateLog } = this.#deps
    const projectId = document.name
    try {
      const isAnnounced = newcomers.announce(
        projectId,
        chunks.map(({ u }) => u),
      )
      const parts = await this.#cut(chunks)
      let isWhole = true
      for (const part of parts) {
        // What was sent in this turn leaves before the next part takes its time.
        if (isAnnounced || parts.length > 1) await new Promise((resolve) => setImmediate(resolve))
        isWhole = updateLog.apply(part, document, ORIGIN) && isWhole
      }
      updateLog.reportGap(projectId, document)
      newcomers.follow(document, isWhole && !hasGap(document))
    } finally {
      newcomers.withdraw(projectId)
    }
  }

  /** Parts that are applied within some milliseconds each, in the order of the log. */
  async #cut(chunks: Chunk[]): Promise<Chunk[][]> {
    const parts: Chunk[][] = []
    let small: Chunk[] = []
    for (const chunk of chunks) {
      if (chunk.u.length < CUT_ABOVE) small.push(chunk)
      else {
        parts.push(small, ...(await this.#slice(chunk)))
        small = []
      }
    }
    return [...parts, small].filter((part) => part.length > 0)
  }

  async #slice(chunk: Chunk): Promise<Chunk[][]> {
    try {
      const slices = await this.#deps.builder.slice(chunk.u, PART)
      return slices.map((u) => [{ ...chunk, u }])
    } catch {
      // Whoever applies it reports what is wrong with it.
      return [[chunk]]
    }
  }

  /** One logged edit of the server, once for all replicas, with a version of before [M10]. */
  async #migrate(document: Document, seen: ReadonlySet<string>): Promise<void> {
    const { beforeMigration, edits, snapshots, updateLog } = this.#deps
    const projectId = document.name
    await beforeMigration?.(projectId, (snapshotId) => snapshots.save(projectId, snapshotId))
    const edit = { reason: 'migration', actorId: null, edit: (doc: Parameters<typeof migrate>[0]) => migrate(doc) }
    try {
      await edits.run(document, edit, migrationChunkId(projectId, SCHEMA_VERSION, { seen }))
    } catch (error) {
      // Another replica may have been first; then its migration is in the log, and ours is not.
      await updateLog.replay(projectId, document, ORIGIN)
      if (isOld(document)) throw error
    }
  }
}

/** The layout of a document; what nobody has written to yet has today's. */
export function layoutOf(document: Document): number {
  return document.store.clients.size === 0 ? SCHEMA_VERSION : schemaOf(openProjectDoc(document))
}

function isOld(document: Document): boolean {
  return layoutOf(document) < SCHEMA_VERSION
}
