import { isJustRestored } from '@axiom/shared/document/epoch'
import { openProjectDoc } from '@axiom/shared/document/projectDoc'
import type { Document } from '@hocuspocus/server'
import type { Logger } from 'pino'
import * as Y from 'yjs'

import type { CollaborationDeps, EpochLimits } from './collaboration.ts'
import type { CollaborationMetrics } from './metrics.ts'
import type { ProjectLog } from './storage/openProjectLog.ts'

const LIMITS: EpochLimits = { clients: 3_000, deadShare: 0.5, structs: 20_000 }

export interface EpochsDeps extends Pick<CollaborationDeps, 'beforeMigration'> {
  store: ProjectLog
  metrics: CollaborationMetrics
  log: Logger
  limits?: EpochLimits | undefined
}

/** Lets the log of a long-lived document begin anew when nobody has it open [C14]. */
export class Epochs {
  readonly #deps: EpochsDeps

  constructor(deps: EpochsDeps) {
    this.#deps = deps
  }

  isDue(document: Document): boolean {
    const { store } = document
    // What people bring back belongs to the history that there is.
    if (isJustRestored(openProjectDoc(document), Date.now())) return false
    const { clients, deadShare, structs } = this.#deps.limits ?? LIMITS
    if (store.clients.size > clients) return true
    let [all, dead] = [0, 0]
    for (const list of store.clients.values()) {
      all += list.length
      for (const struct of list) if (!(struct instanceof Y.Item) || struct.deleted) dead += 1
    }
    return all >= structs && dead / all >= deadShare
  }

  /** The document is not in memory here; if it is elsewhere after all, the store refuses what comes too late. Never rejects. */
  async begin(projectId: string): Promise<void> {
    const { beforeMigration, log, metrics, store } = this.#deps
    try {
      await beforeMigration?.(projectId, (snapshotId) => store.snapshots.save(projectId, snapshotId))
      const begun = await store.rebuild(projectId)
      if (begun === null) return log.info({ projectId }, 'the log could not begin a new epoch now')
      metrics.epochs.inc()
      log.info({ projectId, epoch: begun.epoch }, 'the log has begun a new epoch')
    } catch (error) {
      // Nothing is changed; the next unload tries again.
      log.warn({ err: error, projectId }, 'the log could not begin a new epoch')
    }
  }
}
