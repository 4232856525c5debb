import { createHash } from 'node:crypto'

import { AppError } from '@axiom/shared/errors'
import { isAccepted, isPicture } from '@axiom/shared/model/files'

import type { BlobStore } from '../../platform/blob/blobStore.ts'
import { detectType, HEAD_BYTES } from './detectType.ts'
import type { FileMetrics } from './fileMetrics.ts'
import { keysOf } from './keys.ts'
import type { Remover } from './remove.ts'
import type { FileStore, StoredFile } from './store.ts'

export interface CompleterDeps {
  store: FileStore
  blobs: BlobStore
  remove: Remover
  metrics: FileMetrics
  now: () => number
  /** Files are looked at for viruses before anybody can read them. */
  isScanning: boolean
  /** Looks at a file later: viruses, variants. */
  process: (fileId: string) => Promise<void>
}

/** Makes one file of the bytes that have come (in parts, or these): hashed, its kind judged by its content. */
export type Completer = (upload: StoredFile, bytes?: readonly Uint8Array[]) => Promise<StoredFile>

export function createCompleter({ store, blobs, remove, metrics, now, isScanning, process }: CompleterDeps): Completer {
  async function* staged({ parts }: StoredFile): AsyncGenerator<Uint8Array> {
    for (const { key } of parts) {
      const part = await blobs.read(key)
      // Somebody else has completed it, and removed its parts.
      if (!part) throw new AppError('conflict')
      yield* part as AsyncIterable<Uint8Array>
    }
  }

  return async (upload, bytes) => {
    const { original } = keysOf(upload)
    const seen = observe(bytes ?? staged(upload))
    await blobs.put(original, seen.through(), upload.size)
    const { sha256, head } = seen.result()
    const type = await detectType(head, upload.name)
    if (!isAccepted(upload.accept, { name: upload.name, type })) {
      await remove(upload)
      metrics.became('refused')
      throw new AppError('file_type_refused', {
        message: `This file is ${type}; accepted here: ${upload.accept.join(', ')}.`,
      })
    }
    const values = {
      type,
      sha256,
      offset: upload.size,
      parts: [],
      state: isScanning ? ('scanning' as const) : ('ready' as const),
      isProcessed: !isScanning && !isPicture(type),
      updatedAt: new Date(now()).toISOString(),
    }
    if (!(await store.change(upload, values))) throw new AppError('conflict')
    for (const { key } of upload.parts) await blobs.remove(key)
    const file = { ...upload, ...values }
    // What dies before it says so is found by the sweep.
    if (!file.isProcessed) await process(file._id)
    metrics.became('kept')
    return file
  }
}

/** Passes bytes on, and keeps their hash and the first of them. */
function observe(source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) {
  const hash = createHash('sha256')
  const first: Uint8Array[] = []
  let kept = 0
  return {
    async *through(): AsyncGenerator<Uint8Array> {
      for await (const chunk of source) {
        hash.update(chunk)
        if (kept < HEAD_BYTES) first.push(chunk.subarray(0, HEAD_BYTES - kept))
        kept += chunk.length
        yield chunk
      }
    },
    result: () => ({ sha256: hash.digest('base64url'), head: Buffer.concat(first) }),
  }
}
