import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'

import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'

import { askRows } from './connectors/rowsConnector.ts'
import type { SourceStore, StoredSource } from './store.ts'

/** Bytes of a file that is uploaded, and of the database that it becomes. */
export const UPLOAD_LIMIT = 20 * 1024 * 1024
export const DATABASE_LIMIT = 60 * 1024 * 1024
const IMPORT_MS = 30_000

type SourceFile = NonNullable<StoredSource['file']>

/** Uploaded rows: kept in the store, for every process; as files where they are used. */
export function createSourceFiles(store: SourceStore, dataDir: string) {
  const folder = join(dataDir, 'sources')
  const pathOf = (id: string, revision: string): string => join(folder, `${id}.${revision}.sqlite`)

  async function write(path: string, bytes: Uint8Array): Promise<void> {
    await mkdir(folder, { recursive: true })
    const beside = `${path}.${newId()}`
    await writeFile(beside, bytes, { mode: 0o600 })
    await rename(beside, path)
  }

  /** Makes a database of the bytes, and proves that it is one. Throws `query_failed` with what is wrong. */
  async function toDatabase(type: StoredSource['config']['type'], bytes: Uint8Array): Promise<Uint8Array> {
    const path = join(folder, `new.${newId()}`)
    await write(`${path}.upload`, bytes)
    try {
      if (type === 'csv' || type === 'json') {
        await askRows(path, { kind: 'schema' }, IMPORT_MS, { format: type, from: `${path}.upload` })
        if ((await stat(path)).size > DATABASE_LIMIT) throw new AppError('too_large')
        return await readFile(path)
      }
      await askRows(`${path}.upload`, { kind: 'schema' }, IMPORT_MS)
      return bytes
    } finally {
      await Promise.all(['', '.upload', '-journal'].map((end) => rm(path + end, { force: true })))
    }
  }

  async function put(sourceId: string, name: string, database: Uint8Array): Promise<SourceFile> {
    const revision = newId()
    return { name, parts: await store.writeFile(sourceId, revision, database), revision }
  }

  async function forget(id: string): Promise<void> {
    await mkdir(folder, { recursive: true })
    const own = (await readdir(folder)).filter((name) => name.startsWith(`${id}.`))
    await Promise.all(own.map((name) => rm(join(folder, name), { force: true })))
  }

  return {
    /** Removes the files of a source from this machine. */
    forget,

    /** Stores what was uploaded; answers how to find it again. */
    async keep({ _id: id, config }: StoredSource, name: string, bytes: Uint8Array): Promise<SourceFile> {
      return put(id, name, await toDatabase(config.type, bytes))
    },

    /** The same with what a project's file has of it: a database already, whatever it was made of. */
    async restore(sourceId: string, name: string, bytes: Uint8Array): Promise<SourceFile> {
      return put(sourceId, name, await toDatabase('sqlite', bytes))
    },

    /** The path at which the file is on this machine; null when the source has none. */
    async locate({ _id: id, file }: StoredSource): Promise<string | null> {
      if (!file) return null
      const path = pathOf(id, file.revision)
      if (await exists(path)) return path
      const bytes = await buffer(store.readFile(file.revision, file.parts))
      await forget(id)
      await write(path, bytes)
      return path
    },
  }
}

export type SourceFiles = ReturnType<typeof createSourceFiles>

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false
    throw error
  }
}
