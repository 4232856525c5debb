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
}

export async function createSubmissionStore(db: Db) {
  const submissions: Collection<StoredSubmission> = db.collection('form_data')
  await submissions.createIndex({ projectId: 1, _id: -1 })
  return {
    insert: (submission: StoredSubmission, session: Session) => submissions.insertOne(submission, { session }),
    transaction: <R>(work: (session: Session) => Promise<R>) => db.withTransaction(work),
    list(projectId: string, before: string | null, limit: number) {
      const filter: Filter = before === null ? { projectId } : { projectId, _id: { $lt: before } }
      return submissions.find(filter, { sort: { _id: -1 }, limit })
    },
    remove: (projectId: string, id: string, session: Session) =>
      submissions.deleteOne({ _id: id, projectId }, { session }),
  }
}

export type SubmissionStore = Awaited<ReturnType<typeof createSubmissionStore>>
