import { randomBytes } from 'node:crypto'

import type { Upload } from '@axiom/shared/contracts/files'
import { AppError } from '@axiom/shared/errors'
import { MEGABYTE } from '@axiom/shared/model/files'

import type { BlobStore } from '../../platform/blob/blobStore.ts'
import type { Completer } from './complete.ts'
import type { FileMetrics } from './fileMetrics.ts'
import { keysOf } from './keys.ts'
import type { FileStore, StoredFile } from './store.ts'

export interface UploadDeps {
  store: FileStore
  blobs: BlobStore
  complete: Completer
  metrics: FileMetrics
  now: () => number
}

/** Bytes that are kept at once: so many are lost at most when the line breaks and the process dies. */
const PART = 4 * MEGABYTE

/** Uploads that can be resumed: each knows how far it is, and takes exactly the bytes that follow. */
export function createUploads({ store, blobs, complete, metrics, now }: UploadDeps) {
  const time = (): string => new Date(now()).toISOString()

  async function keep(file: StoredFile, held: readonly Uint8Array[]): Promise<StoredFile> {
    const bytes = Buffer.concat(held)
    const part = { key: `${keysOf(file).folder}/part-${randomBytes(9).toString('hex')}`, size: bytes.length }
    await blobs.put(part.key, bytes, bytes.length)
    if (await store.advance(file, part, time()))
      return { ...file, offset: file.offset + part.size, parts: [...file.parts, part] }
    await blobs.remove(part.key)
    throw movedOn()
  }

  async function append(upload: StoredFile, offset: number, body: AsyncIterable<Uint8Array>): Promise<Upload> {
    if (upload.state !== 'uploading' || upload.offset !== offset) throw movedOn()
    let file = upload
    let held: Uint8Array[] = []
    let count = 0
    for await (const chunk of whileThere(body)) {
      count += chunk.length
      metrics.moved('in', chunk.length)
      if (file.offset + count > file.size)
        throw new AppError('too_large', { message: 'More bytes came than Upload-Length says.' })
      held.push(chunk)
      // A small file that has come whole needs no part.
      if (count < PART || (file.offset === 0 && count === file.size)) continue
      file = await keep(file, held)
      held = []
      count = 0
    }
    if (file.offset === 0 && count === file.size) return present(await complete(file, held))
    if (count > 0) file = await keep(file, held)
    return present(file.offset === file.size ? await complete(file) : file)
  }

  return {
    append,
    /** Also ends what a crash left between the last byte and its end. */
    async status(upload: StoredFile): Promise<Upload> {
      const isWhole = upload.state === 'uploading' && upload.offset === upload.size && upload.size > 0
      return present(isWhole ? await complete(upload) : upload)
    },
  }
}

export type Uploads = ReturnType<typeof createUploads>

function present({ _id: id, state, offset, name, type, size }: StoredFile): Upload {
  return { id, offset, size, file: state === 'uploading' ? null : { id, name, type, size } }
}

/** The bytes of a request until its sender goes away: what came until then counts. */
async function* whileThere(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ECONNRESET')) throw error
  }
}

function movedOn(): AppError {
  return new AppError('conflict', {
    message: 'The upload is at another byte than Upload-Offset says. Ask by HEAD where it is, and go on from there.',
  })
}
