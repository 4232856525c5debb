import { buffer } from 'node:stream/consumers'

import { isPicture, MEGABYTE, type VariantName, VARIANTS } from '@axiom/shared/model/files'

import type { BlobStore } from '../../platform/blob/blobStore.ts'
import type { Logger } from '../../platform/logging/log.ts'
import type { Scanner } from '../../platform/scan/clamav.ts'
import type { FileMetrics } from './fileMetrics.ts'
import { keysOf } from './keys.ts'
import type { FileStore, StoredFile } from './store.ts'

export interface ProcessorDeps {
  store: FileStore
  blobs: BlobStore
  /** None: files are not looked at. */
  scanner: Scanner | null
  metrics: FileMetrics
  log: Logger
  now: () => number
}

/** Larger pictures are shown as they are. */
const LARGEST_PICTURE = 50 * MEGABYTE
const MOST_PIXELS = 64_000_000

/** Looks at a file that has come: first for viruses, then its variants are made. Can be repeated. */
export function createProcessor({ store, blobs, scanner, metrics, log, now }: ProcessorDeps) {
  async function scan(file: StoredFile): Promise<StoredFile | null> {
    if (file.state !== 'scanning' || !scanner) return file
    const { original } = keysOf(file)
    const body = await blobs.read(original)
    if (!body) return null
    const found = await scanner.scan(body as AsyncIterable<Uint8Array>)
    const state = found === null ? 'ready' : 'infected'
    const updatedAt = new Date(now()).toISOString()
    if (!(await store.change(file, { state, updatedAt, ...(found === null ? {} : { isProcessed: true }) }))) return null
    if (found === null) return { ...file, state }
    metrics.became('infected')
    log.warn({ projectId: file.projectId, fileId: file._id, found }, 'virus found in a file; its bytes are removed')
    await blobs.remove(original)
    return null
  }

  return async (fileId: string): Promise<void> => {
    const found = await store.findAny(fileId)
    if (!found || found.isProcessed) return
    const file = await scan(found)
    if (file?.state !== 'ready') return
    const picture = isPicture(file.type) && file.size <= LARGEST_PICTURE ? await makeVariants(blobs, file, log) : {}
    await store.change(file, { ...picture, isProcessed: true })
  }
}

/** Turned as the camera held it, without what it wrote into the file (place, time, owner). */
async function makeVariants(blobs: BlobStore, file: StoredFile, log: Logger): Promise<Partial<StoredFile>> {
  const { default: sharp } = await import('sharp')
  const { original, variant } = keysOf(file)
  const stream = await blobs.read(original)
  if (!stream) return {}
  const bytes = await buffer(stream)
  try {
    const picture = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error' }).autoOrient()
    const { autoOrient } = await picture.metadata()
    const widest = Math.max(autoOrient.width, autoOrient.height)
    const made: VariantName[] = []
    for (const [name, side] of Object.entries(VARIANTS) as [VariantName, number][]) {
      const small = picture.clone().resize({ width: side, height: side, fit: 'inside', withoutEnlargement: true })
      const webp = await small.webp({ quality: 80 }).timeout({ seconds: 20 }).toBuffer()
      await blobs.put(variant(name), webp, webp.length)
      made.push(name)
      // The last one is as large as the picture, which may say where it was taken.
      if (side >= widest) break
    }
    return { width: autoOrient.width, height: autoOrient.height, variants: made }
  } catch (error) {
    // A broken picture is still a file.
    log.info({ err: error, fileId: file._id }, 'no variants of a picture')
    return {}
  }
}
