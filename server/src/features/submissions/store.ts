import type { SubmissionFilter } from '@axiom/shared/contracts/submissions'
import type { Json } from '@axiom/shared/json'

import type { Collection, Db, Filter, Session } from '../../platform/db/port.ts'

/** A row of `form_data`; its id grows with time, so that pages need no other order. */
export interface StoredSubmission {
  _id: string
  projectId: string
  screenId: string
  formId: string
  formData: Record<string, Json>
  submittedAt: string
  userAgent: string
  /** Somebody has dealt with it; rows of before have nothing here, nor in `text`. */
  done?: boolean
  /** What a search looks at. */
  text?: string
  /** Hash of its project and of the key that its sender gave, so that it counts once. */
  onceKey?: string
}

interface StoredSettings {
  _id: string
  keepDays: number | null
}

/** What came of a form. */
export interface FormCount {
  formId: string
  count: number
  open: number
  lastAt: string
}

/** Counting on is of no use to anybody. */
const MOST_COUNTED = 10_000

export async function createSubmissionStore(db: Db) {
  const submissions: Collection<StoredSubmission> = db.collection('form_data')
  const settings: Collection<StoredSettings> = db.collection('submission_settings')
  await submissions.createIndex({ projectId: 1, _id: -1 })
  await submissions.createIndex({ onceKey: 1 }, { unique: true, sparse: true })
  await submissions.createIndex({ projectId: 1, formId: 1, _id: -1 })

  return {
    ...settingsQueries(settings),
    transaction: <R>(work: (session: Session) => Promise<R>) => db.withTransaction(work),
    insert: (submission: StoredSubmission, session: Session) => submissions.insertOne(submission, { session }),
    findOnce: (onceKey: string) => submissions.findOne({ onceKey }),
    find: (projectId: string, id: string) => submissions.findOne({ _id: id, projectId }),
    /** The newest first, those before a cursor. */
    list: (projectId: string, filter: SubmissionFilter, page: { before: string | null; limit: number }) =>
      submissions.find(
        { $and: [toFilter(projectId, filter), page.before === null ? {} : { _id: { $lt: page.before } }] },
        { sort: { _id: -1 }, limit: page.limit },
      ),
    /** The oldest first, those behind a cursor; what comes meanwhile comes too. */
    after: (projectId: string, filter: SubmissionFilter, page: { after: string; limit: number }) =>
      submissions.find(
        { $and: [toFilter(projectId, filter), { _id: { $gt: page.after } }] },
        { sort: { _id: 1 }, limit: page.limit },
      ),
    count: (projectId: string, filter: SubmissionFilter) =>
      submissions.countDocuments(toFilter(projectId, filter), { limit: MOST_COUNTED }),
    async countByForm(projectId: string): Promise<FormCount[]> {
      const all = { count: { $sum: 1 as const }, lastAt: { $max: 'submittedAt' } }
      const [rows, open] = await Promise.all([
        submissions.group({ projectId }, ['formId'], all),
        submissions.group({ projectId, done: { $ne: true } }, ['formId'], { count: { $sum: 1 } }),
      ])
      const idOf = (row: Record<string, unknown>): string => (row['_id'] as { formId: string }).formId
      const opened = new Map(open.map((row) => [idOf(row), Number(row['count'])]))
      return rows.map((row) => ({
        formId: idOf(row),
        count: Number(row['count']),
        open: opened.get(idOf(row)) ?? 0,
        lastAt: String(row['lastAt']),
      }))
    },
    async mark(projectId: string, ids: string[], done: boolean): Promise<number> {
      const { matchedCount } = await submissions.updateMany({ projectId, _id: { $in: ids } }, { $set: { done } })
      return matchedCount
    },
    async forgetProject(projectId: string): Promise<void> {
      await submissions.deleteMany({ projectId })
      await settings.deleteOne({ _id: projectId })
    },
    remove: (projectId: string, ids: string[], session: Session) =>
      submissions.deleteMany({ projectId, _id: { $in: ids } }, { session }),
    /** Ids of some that came before a time (ms). */
    async olderThan(projectId: string, at: number, limit: number): Promise<string[]> {
      const filter = { projectId, _id: { $lt: idAt(at) } }
      const found = await submissions.find(filter, { sort: { _id: 1 }, limit, projection: { _id: 1 } })
      return found.map(({ _id }) => _id)
    },
  }
}

function settingsQueries(settings: Collection<StoredSettings>) {
  return {
    keepDays: async (projectId: string): Promise<number | null> =>
      (await settings.findOne({ _id: projectId }))?.keepDays ?? null,
    async keep(projectId: string, keepDays: number | null): Promise<void> {
      await settings.updateOne({ _id: projectId }, { $set: { keepDays } }, { upsert: true })
    },
    /** Projects whose submissions end by themselves. */
    ending: () => settings.find({ keepDays: { $gt: 0 } }),
  }
}

export type SubmissionStore = Awaited<ReturnType<typeof createSubmissionStore>>

/** An id that sorts by time (ms); without an end, the one before all of that time. */
export function idAt(at: number, end = ''): string {
  return `${Math.max(0, at).toString(36).padStart(9, '0')}${end}`
}

/** What the files of a submission are held by. */
export function holderOf(projectId: string, id: string): { projectId: string; holder: string } {
  return { projectId, holder: `submission:${id}` }
}

function toFilter(projectId: string, { form, state, from, until, search = '' }: SubmissionFilter): Filter {
  const id = {
    ...(from === undefined ? {} : { $gte: idAt(Date.parse(from)) }),
    ...(until === undefined ? {} : { $lt: idAt(Date.parse(until)) }),
  }
  return {
    projectId,
    ...(form === undefined ? {} : { formId: form }),
    ...(state === undefined ? {} : { done: state === 'done' ? true : { $ne: true } }),
    ...(Object.keys(id).length === 0 ? {} : { _id: id }),
    ...(search.trim() === '' ? {} : { text: { $contains: search.trim() } }),
  }
}
