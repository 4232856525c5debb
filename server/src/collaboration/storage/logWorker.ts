import { workerData } from 'node:worker_threads'

import type { Chunk } from './chunkStore.ts'
import { findSpan } from './logHistory.ts'
import type { LogAnswers, LogProtocol, LogRequest } from './logProtocol.ts'
import { LogTables } from './logTables.ts'
import { mergeUpdates, packState, rebuildState, unpackState } from './projectState.ts'
import { answerRequests } from './storageThread.ts'

const tables = new LogTables((workerData as { file: string }).file)
answerRequests<LogProtocol>(handle, () => tables.close())

function handle(request: LogRequest): LogAnswers[keyof LogAnswers] {
  switch (request.kind) {
    case 'append':
      return tables.append(request.entries)
    case 'load':
      return tables.load(request.projectId, request.before)
    case 'since':
      return tables.since(request.projectId, request.after, new Set(request.seen))
    case 'history':
      return findSpan(tables, request.projectId, request.query)
    case 'compact':
      return compact(request.projectId, request.snapshotId)
    case 'rebuild':
      return rebuild(request.projectId, request.snapshotId)
    case 'saveSnapshot':
      return saveSnapshot(request.projectId, request.snapshotId)
    case 'openSnapshot':
      return openSnapshot(request.projectId, request.snapshotId)
    case 'removeSnapshots':
      tables.removeSnapshots(request.projectId, request.snapshotIds)
      return null
    case 'remove':
      while (tables.remove(request.projectId)) continue
      return null
    case 'open':
      return null
  }
}

/** One snapshot of all that was read, or nothing: when there is nothing to gain or something of it could not be applied [C5]. */
function compact(projectId: string, snapshotId: string): LogAnswers['compact'] {
  while (tables.expire()) continue
  const { chunks, epoch } = tables.load(projectId)
  const merged = chunks.length < 2 ? null : mergeUpdates(chunks.map((chunk) => chunk.u))
  if (merged === null) return null
  const ids = merged.indexes.flatMap((i) => chunks[i]?._id ?? [])
  tables.cover({ _id: snapshotId, d: projectId, k: 's', u: merged.update, ...(epoch > 0 && { e: epoch }) }, ids)
  return { snapshotId, covered: ids.length }
}

function rebuild(projectId: string, snapshotId: string): LogAnswers['rebuild'] {
  const { chunks, seen, epoch } = tables.load(projectId)
  const rebuilt = chunks.length === 0 ? null : rebuildState(chunks.map((chunk) => chunk.u))
  if (rebuilt === null) return null
  const first: Chunk = { _id: snapshotId, d: projectId, k: 's', u: rebuilt.update, e: epoch + 1 }
  return tables.beginEpoch(first, seen, [rebuilt.client, ...rebuilt.retired]) ? { epoch: epoch + 1 } : null
}

function saveSnapshot(projectId: string, snapshotId: string): number {
  const updates = tables.load(projectId).chunks.map((chunk) => chunk.u)
  return tables.insertSnapshot(projectId, snapshotId, packState(updates))
}

function openSnapshot(projectId: string, snapshotId: string): Uint8Array | null {
  const bytes = tables.findSnapshot(projectId, snapshotId)
  return bytes && unpackState(bytes)
}
