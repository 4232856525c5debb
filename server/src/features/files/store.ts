import type { VariantName } from '@axiom/shared/model/files'

import type { Collection, Db, Filter, Session } from '../../platform/db/port.ts'

/** `removing`: its bytes are being deleted, nobody sees it any more. */
export type FileState = 'uploading' | 'scanning' | 'ready' | 'infected' | 'removing'

/** The project's own files are kept until somebody deletes them; others live as long as something holds them. */
export const ASSET = 'asset'

export interface StoredFile {
  _id: string
  projectId: string
  /** `asset`, or the place that it was uploaded for: `field:<env>:<modelId>:<fieldId>`, `form:<formId>:<input>`. */
  purpose: string
  name: string
  /** By content; until all of it has come, unknown. */
  type: string
  size: number
  state: FileState
  /** Bytes that have come. */
  offset: number
  /** Where they are, until the file is whole. */
  parts: { key: string; size: number }[]
  /** Kinds that its place takes. */
  accept: string[]
  sha256: string | null
  width: number | null
  height: number | null
  variants: VariantName[]
  /** Looked at for viruses and variants. */
  isProcessed: boolean
  /** How many records and submissions hold it. */
  uses: number
  /** Since when none does, for what is removed then. */
  idleSince: string | null
  createdAt: string
  updatedAt: string
  createdBy: string | null
}

/** One holder's hold on one file. */
interface StoredUse {
  _id: string
  projectId: string
  fileId: string
  /** `<env>:<modelId>:<recordId>`, or `submission:<id>`. */
  holder: string
  /** The field or input. */
  slot: string
}

interface StoredUsage {
  _id: string
  files: number
  bytes: number
}

export interface Holder {
  projectId: string
  holder: string
}

export async function createFileStore(db: Db) {
  const files: Collection<StoredFile> = db.collection('files')
  const uses: Collection<StoredUse> = db.collection('file_uses')
  const usage: Collection<StoredUsage> = db.collection('file_usage')
  await Promise.all([
    files.createIndex({ projectId: 1, purpose: 1, _id: -1 }),
    files.createIndex({ idleSince: 1 }, { sparse: true }),
    files.createIndex({ state: 1, updatedAt: 1 }),
    uses.createIndex({ projectId: 1, holder: 1 }),
  ])

  return {
    ...fileQueries(files),
    ...usageQueries(usage),
    /** The files that a holder has, by slot. */
    held: (holder: Holder, session?: Session) =>
      uses.find({ projectId: holder.projectId, holder: holder.holder }, session ? { session } : {}),

    /** What records of an environment hold, in a steady order. */
    usesIn(projectId: string, env: 'draft' | 'live', { after, limit }: { after: string; limit: number }) {
      const filter: Filter = { projectId, holder: { $gte: `${env}:`, $lt: `${env};` }, _id: { $gt: after } }
      return uses.find(filter, { sort: { _id: 1 }, limit })
    },

    async hold({ projectId, holder }: Holder, slot: string, fileId: string, session: Session): Promise<boolean> {
      const known = { _id: fileId, projectId, state: { $in: ['scanning', 'ready'] } }
      const found = await files.findOneAndUpdate(known, { $inc: { uses: 1 }, $set: { idleSince: null } }, { session })
      if (!found) return false
      await uses.insertOne(
        { _id: [projectId, holder, slot, fileId].join('/'), projectId, fileId, holder, slot },
        { session },
      )
      return true
    },

    async release({ _id, projectId, fileId }: StoredUse, at: string, session: Session): Promise<void> {
      await uses.deleteOne({ _id }, { session })
      const left = await files.findOneAndUpdate({ _id: fileId, projectId }, { $inc: { uses: -1 } }, { session })
      if (left && left.uses <= 0 && left.purpose !== ASSET)
        await files.updateOne({ _id: fileId, projectId }, { $set: { idleSince: at } }, { session })
    },

    /** Who held what, and how much it was; nobody asks any more. */
    async forgetProject(projectId: string): Promise<void> {
      await uses.deleteMany({ projectId })
      await usage.deleteOne({ _id: projectId })
    },

    transaction: <R>(work: (session: Session) => Promise<R>) => db.withTransaction(work),
  }
}

export type FileStore = Awaited<ReturnType<typeof createFileStore>>

function fileQueries(files: Collection<StoredFile>) {
  return {
    find: (projectId: string, id: string) => files.findOne({ _id: id, projectId }),
    /** For what looks after all projects. */
    findAny: (id: string) => files.findOne({ _id: id }),
    findMany: (projectId: string, ids: string[]) => files.find({ projectId, _id: { $in: ids } }),
    listAssets(projectId: string, { before, search, limit }: { before: string | null; search: string; limit: number }) {
      const filter: Filter = {
        projectId,
        purpose: ASSET,
        state: { $in: ['scanning', 'ready', 'infected'] },
        ...(before === null ? {} : { _id: { $lt: before } }),
        ...(search === '' ? {} : { name: { $contains: search } }),
      }
      return files.find(filter, { sort: { _id: -1 }, limit })
    },
    insert: (file: StoredFile, session: Session) => files.insertOne(file, { session }),
    /** Bytes that nobody holds yet. */
    async idleBytes(projectId: string): Promise<number> {
      const filter = { projectId, idleSince: { $ne: null } }
      const [row] = await files.group(filter, [], { bytes: { $sum: 'size' } })
      return Number(row?.['bytes'] ?? 0)
    },
    /** False when the upload has moved on meanwhile. */
    async advance(
      { _id, projectId, offset }: StoredFile,
      part: StoredFile['parts'][number],
      updatedAt: string,
    ): Promise<boolean> {
      const { matchedCount } = await files.updateOne(
        { _id, projectId, state: 'uploading', offset },
        { $set: { offset: offset + part.size, updatedAt }, $push: { parts: part } },
      )
      return matchedCount === 1
    },
    /** Changes a file that is still in that state. */
    async change({ _id, projectId, state }: StoredFile, values: Partial<StoredFile>): Promise<boolean> {
      const { matchedCount } = await files.updateOne({ _id, projectId, state }, { $set: { ...values } })
      return matchedCount === 1
    },
    /** Takes it away from everybody, unless somebody holds it or has changed it. */
    async retire({ _id, projectId, state }: StoredFile, session: Session): Promise<boolean> {
      const { matchedCount } = await files.updateOne(
        { _id, projectId, state, uses: 0 },
        { $set: { state: 'removing' } },
        { session },
      )
      return matchedCount === 1
    },
    someOf: (projectId: string, limit: number) => files.find({ projectId }, { limit }),
    /** Takes it away from everybody, whoever holds it. */
    async condemn({ _id, projectId }: StoredFile): Promise<boolean> {
      const { matchedCount } = await files.updateOne({ _id, projectId }, { $set: { state: 'removing' } })
      return matchedCount === 1
    },
    drop: (id: string) => files.deleteOne({ _id: id, state: 'removing' }),
    /** What waits for somebody to look after it: given up, held by nobody, half removed. */
    stale: (before: string, limit: number) =>
      files.find(
        {
          $or: [
            { state: 'removing' },
            { state: 'uploading', updatedAt: { $lt: before } },
            { idleSince: { $lt: before }, uses: 0 },
          ],
        },
        { limit },
      ),
    unprocessed: (before: string, limit: number) =>
      files.find({ state: { $in: ['scanning', 'ready'] }, isProcessed: false, updatedAt: { $lt: before } }, { limit }),
  }
}

function usageQueries(usage: Collection<StoredUsage>) {
  return {
    async usage(projectId: string): Promise<Omit<StoredUsage, '_id'>> {
      const found = await usage.findOne({ _id: projectId })
      return { files: found?.files ?? 0, bytes: found?.bytes ?? 0 }
    },
    /** To be called before the transaction that reserves. */
    openUsage: (projectId: string) =>
      usage.updateOne({ _id: projectId }, { $setOnInsert: { files: 0, bytes: 0 } }, { upsert: true }),
    /** False when there is no room. */
    async reserve(projectId: string, size: number, quota: number, session: Session): Promise<boolean> {
      const room = { _id: projectId, bytes: { $lte: quota - size } }
      const { matchedCount } = await usage.updateOne(room, { $inc: { files: 1, bytes: size } }, { session })
      return matchedCount === 1
    },
    giveBack: (projectId: string, size: number, session: Session) =>
      usage.updateOne({ _id: projectId }, { $inc: { files: -1, bytes: -size } }, { session }),
  }
}
