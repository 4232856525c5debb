import { type Caller, isAllowed, mayUseDraft } from '@axiom/shared/access/audience'
import type { ModelView, RecordOperation } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'

import type { Env } from './stored.ts'

/** The draft is for members; the live data for whom the model's rule names. */
export function mayTouch(caller: Caller, env: Env, model: ModelView, operation: RecordOperation): boolean {
  if (env === 'draft' && !mayUseDraft(caller)) return false
  return isAllowed(model, operation, caller)
}

/** Throws what a refusal looks like: 401 for nobody, 404 for strangers (the collection is hidden), 403 for weak roles. */
export function refuseAccess(caller: Caller): never {
  if (!caller.signedIn) throw new AppError('unauthenticated')
  if (caller.scopes !== undefined)
    throw new AppError('forbidden', {
      message: 'The scopes of this API key, or the rules of this collection, do not allow this.',
    })
  throw new AppError(caller.role === null ? 'not_found' : 'forbidden', {
    message: 'The rules of this collection do not allow this. An editor of the project can change them.',
  })
}
