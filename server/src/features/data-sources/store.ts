import type { SourceConfig, SourceGap } from '@axiom/shared/contracts/dataSources'
import { AppError } from '@axiom/shared/errors'

import type { Collection, Db, Update } from '../../platform/db/port.ts'
import type { Sealed } from '../../platform/secrets/sealer.ts'

/** A row of `data_sources`. */
export interface StoredSource {
  _id: string
  projectId: string
  name: string
  config: SourceConfig
  readOnly: boolean
  secret: Sealed | null
  /** Only of a source that came with a project's file. */
  lacks?: SourceGap[]
  /** Changes with everything that a connection rests on. */
  revision: string
  /** Answers kept under another version are no longer given. */
  cacheVersion: number
  file: { name: string; parts: number; revision: string } | null
  createdAt: string
  updatedAt: string
  runs: number
  failures: number
  totalMs: number
  lastUsedAt: string | null
  lastError: string | null
}

/** A part of an uploaded file, in base64: documents are JSON. */
interface StoredPart {
  _id: string
  sourceId: string
  revision: string
  data: string
}

/** Bytes; in base64 far below what a document may have in any store. */
const PART_BYTES = 3 * 1024 * 1024

export async function createSourceStore(db: Db) {
  const sources: Collection<StoredSource> = db.collection('data_sources')
  const parts: Collection<StoredPart> = db.collection('data_source_parts')
  await sources.createIndex({ projectId: 1, name: 1 })
  await parts.createIndex({ sourceId: 1 })

  async function readPart(revision: string, part: number): Promise<Uint8Array> {
    const stored = await parts.findOne({ _id: `${revision}:${part}` })
    if (!stored) throw new AppError('conflict')
    return Buffer.from(stored.data, 'base64')
  }

  return {
    insert: (source: StoredSource) => sources.insertOne(source),
    list: (projectId: string) => sources.find({ projectId }, { sort: { name: 1 }, limit: 200 }),
    find: (id: string) => sources.findOne({ _id: id }),
    /** Of this project and no other. */
    findIn: (projectId: string, id: string) => sources.findOne({ _id: id, projectId }),
    update: (projectId: string, id: string, update: Update) => sources.findOneAndUpdate({ _id: id, projectId }, update),
    async remove(projectId: string, id: string): Promise<number> {
      const removed = await sources.deleteOne({ _id: id, projectId })
      if (removed > 0) await parts.deleteMany({ sourceId: id })
      return removed
    },
    /** Answers the ids of the sources that the project had. */
    async forgetProject(projectId: string): Promise<string[]> {
      const ids = (await sources.find({ projectId }, { projection: { _id: 1 } })).map(({ _id }) => _id)
      await parts.deleteMany({ sourceId: { $in: ids } })
      await sources.deleteMany({ projectId })
      return ids
    },
    async writeFile(sourceId: string, revision: string, bytes: Uint8Array): Promise<number> {
      let count = 0
      for (let at = 0; at < bytes.byteLength; at += PART_BYTES) {
        const data = Buffer.from(bytes.subarray(at, at + PART_BYTES)).toString('base64')
        await parts.insertOne({ _id: `${revision}:${count++}`, sourceId, revision, data })
      }
      return count
    },
    /** Throws `conflict` when a newer file has taken its place. */
    async *readFile(revision: string, count: number): AsyncGenerator<Uint8Array> {
      for (let part = 0; part < count; part++) yield await readPart(revision, part)
    },
    /** In bytes: of all parts only the last may be smaller. */
    async sizeOf(revision: string, count: number): Promise<number> {
      return (count - 1) * PART_BYTES + (await readPart(revision, count - 1)).byteLength
    },
    dropFiles: (sourceId: string, keptRevision: string) =>
      parts.deleteMany({ sourceId, revision: { $ne: keptRevision } }),
  }
}

export type SourceStore = Awaited<ReturnType<typeof createSourceStore>>
