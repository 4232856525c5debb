import { parentPort, workerData } from 'node:worker_threads'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'

import * as Y from 'yjs'

import type { Chunk } from './chunkStore.ts'
import type { LogAnswers, LogCall, LogReply, LogRequest } from './logProtocol.ts'
import { LogTables } from './logTables.ts'

const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }

const port = parentPort
if (port === null) throw new Error('logWorker runs in a worker thread only')
const tables = new LogTables((workerData as { file: string }).file)

port.on('message', ({ id, request }: LogCall) => {
  port.postMessage(answer(id, request))
  if (request.kind === 'close') port.close()
})

function answer(id: number, request: LogRequest): LogReply {
  try {
    return { id, answer: handle(request) }
  } catch (error) {
    // The caller decides: an append that failed is not acknowledged.
    return { id, error: error instanceof Error ? error.message : String(error) }
  }
}

function handle(request: LogRequest): LogAnswers[keyof LogAnswers] {
  switch (request.kind) {
    case 'append':
      return tables.append(request.entries)
    case 'load':
      return tables.load(request.projectId)
    case 'since':
      return tables.since(request.projectId, request.after, new Set(request.seen))
    case 'compact':
      return compact(request.projectId, request.snapshotId)
    case 'saveSnapshot':
      return saveSnapshot(request.projectId, request.snapshotId)
    case 'openSnapshot':
      return openSnapshot(request.projectId, request.snapshotId)
    case 'removeSnapshots':
      tables.removeSnapshots(request.projectId, request.snapshotIds)
      return null
    case 'open':
      return null
    case 'close':
      tables.close()
      return null
  }
}

/** One snapshot of all that was read, or nothing: when there is nothing to gain or something of it could not be applied [C5]. */
function compact(projectId: string, snapshotId: string): LogAnswers['compact'] {
  while (tables.expire()) continue
  const { chunks } = tables.load(projectId)
  if (chunks.length < 2) return null
  const y = build(chunks)
  if (y === null) return null
  tables.cover(
    { _id: snapshotId, d: projectId, k: 's', u: Y.encodeStateAsUpdate(y) },
    chunks.map((chunk) => chunk._id),
  )
  return { snapshotId, covered: chunks.length }
}

function saveSnapshot(projectId: string, snapshotId: string): number {
  const y = build(tables.load(projectId).chunks)
  if (y === null) throw new Error('the log of the document has a gap')
  return tables.insertSnapshot(projectId, snapshotId, brotliCompressSync(Y.encodeStateAsUpdateV2(y), BROTLI))
}

function openSnapshot(projectId: string, snapshotId: string): Uint8Array | null {
  const bytes = tables.findSnapshot(projectId, snapshotId)
  // A copy without the pool of Buffer: postMessage would send all of it.
  return bytes === null ? null : new Uint8Array(brotliDecompressSync(bytes))
}

/** Null when anything waits for something that is not in the log: such a state does not dominate what was read. */
function build(chunks: readonly Chunk[]): Y.Doc | null {
  const y = new Y.Doc({ gc: true })
  y.transact(() => {
    for (const chunk of chunks) Y.applyUpdate(y, chunk.u)
  })
  return y.store.pendingStructs === null && y.store.pendingDs === null ? y : null
}
