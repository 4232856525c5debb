import type { Collection, Db } from '../../platform/db/port.ts'

export interface StoredApiKey {
  _id: string
  projectId: string
  name: string
  scopes: string[]
  /** SHA-256 of the secret. */
  secretHash: string
  prefix: string
  createdBy: string
  createdAt: string
  expiresAt: Date | null
  lastUsedAt: string | null
}

/** Keys that have ended are shown for so long. */
const SHOWN_SECONDS = 30 * 86_400

/** API keys; every query names the project, except those by secret and by the id that was found by it. */
export async function createApiKeyStore(db: Db) {
  const keys: Collection<StoredApiKey> = db.collection('api_keys')
  await keys.createIndex({ secretHash: 1 }, { unique: true })
  await keys.createIndex({ projectId: 1 })
  await keys.createIndex({ expiresAt: 1 }, { expireAfterSeconds: SHOWN_SECONDS })
  return {
    insert: (key: StoredApiKey) => keys.insertOne(key),
    list: (projectId: string) => keys.find({ projectId }, { sort: { createdAt: -1 } }),
    count: (projectId: string) => keys.countDocuments({ projectId }),
    findByHash: (secretHash: string) => keys.findOne({ secretHash }),
    find: (id: string) => keys.findOne({ _id: id }),
    noteUse: (id: string, lastUsedAt: string) => keys.updateOne({ _id: id }, { $set: { lastUsedAt } }),
    forgetProject: (projectId: string) => keys.deleteMany({ projectId }),
    remove: (projectId: string, id: string) => keys.deleteOne({ _id: id, projectId }),
  }
}

export type ApiKeyStore = Awaited<ReturnType<typeof createApiKeyStore>>
