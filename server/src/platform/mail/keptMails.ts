import type { Collection, Db } from '../db/port.ts'
import type { KeptMail } from './mailer.ts'

interface StoredMail {
  _id: string
  projectId: string | null
  to: string[]
  subject: string
  text: string
  error: string | null
  at: Date
}

const KEEP_SECONDS = 30 * 24 * 3_600

/** Mails that could not be sent; for 30 days. */
export async function createKeptMails(db: Db) {
  const mails: Collection<StoredMail> = db.collection('kept_mails')
  await mails.createIndex({ projectId: 1, at: -1 })
  await mails.createIndex({ at: 1 }, { expireAfterSeconds: KEEP_SECONDS })
  return {
    /** The same mail twice is kept once: `id` is that of its job. */
    async keep(id: string, mail: Omit<StoredMail, '_id'>): Promise<void> {
      await mails.updateOne({ _id: id }, { $setOnInsert: { ...mail } }, { upsert: true })
    },
    async forget(projectId: string): Promise<void> {
      await mails.deleteMany({ projectId })
    },
    async list(projectId: string | null, limit: number): Promise<KeptMail[]> {
      const found = await mails.find({ projectId }, { sort: { at: -1 }, limit })
      return found.map(({ _id: id, at, ...rest }) => ({ id, ...rest, at: at.toISOString() }))
    },
  }
}
