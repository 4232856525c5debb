import { type Caller, extentOf, mayUseDraft } from '@axiom/shared/access/audience'
import type { ModelView, RecordOperation } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'

import type { Filter } from '../../platform/db/port.ts'
import type { Env, StoredRecord } from './stored.ts'

/** Which records a rule opens to whom, as the store and the streams can ask it. */
export interface Scope {
  /** Laid over every filter: what it does not match is not there for the caller. */
  filter: Filter
  /** The same judged for one record, also for one that is gone. */
  covers(record: Pick<StoredRecord, 'createdBy'>): boolean
  isAll: boolean
}

/** Who asks, and where. */
export interface Asking {
  caller: Caller
  actorId: string | null
  env: Env
}

export const ALL: Scope = { filter: {}, covers: () => true, isAll: true }

/** The draft is for members; the live data for whom the model's rule names. Null: nothing of the collection is open. */
export function scopeOf({ caller, actorId, env }: Asking, model: ModelView, operation: RecordOperation): Scope | null {
  if (env === 'draft' && !mayUseDraft(caller)) return null
  const extent = extentOf(model, operation, caller)
  if (extent === 'all') return ALL
  if (extent === 'none' || actorId === null) return null
  return { filter: { createdBy: actorId }, covers: ({ createdBy }) => createdBy === actorId, isAll: false }
}

/** Throws what a refusal looks like: 401 for nobody, 404 for strangers (the collection is hidden), 403 for weak roles and app users. */
export function refuseAccess({ signedIn, role, scopes, appRoles }: Caller): never {
  if (!signedIn) throw new AppError('unauthenticated')
  if (scopes !== undefined)
    throw new AppError('forbidden', {
      message: 'The scopes of this API key, or the rules of this collection, do not allow this.',
    })
  throw new AppError(role === null && appRoles === undefined ? 'not_found' : 'forbidden', {
    message: 'The rules of this collection do not allow this. An editor of the project can change them.',
  })
}
