import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { type BlobStore, demandKey, exactly } from './blobStore.ts'

/** Files below a folder, which is made when it is missing. What is written is on the disk when `put` resolves. */
export async function openDiskBlobs(folder: string): Promise<BlobStore> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const pathOf = (key: string): string => {
    demandKey(key)
    return join(folder, ...key.split('/'))
  }

  async function sizeOf(key: string): Promise<number | null> {
    const found = await unlessMissing(stat(pathOf(key)))
    return found?.isFile() === true ? found.size : null
  }

  return {
    kind: 'disk',
    async put(key, body, size) {
      const path = pathOf(key)
      // A name that no key can have.
      const draft = join(dirname(path), `.${randomBytes(9).toString('base64url')}`)
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      try {
        const file = await open(draft, 'wx', 0o600)
        try {
          for await (const chunk of exactly(body, size)) await file.write(chunk)
          await file.sync()
        } finally {
          await file.close()
        }
        await rename(draft, path)
      } catch (error) {
        await rm(draft, { force: true })
        throw error
      }
    },
    async read(key, range) {
      if ((await sizeOf(key)) === null) return null
      const file = await unlessMissing(open(pathOf(key), 'r'))
      return file && file.createReadStream(range)
    },
    size: sizeOf,
    remove: (key) => rm(pathOf(key), { force: true }),
    async ping() {
      await stat(folder)
    },
    close: () => Promise.resolve(),
  }
}

/** Null where nothing is of that name. */
async function unlessMissing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null
    throw error
  }
}
