import { type Caller, extentOf, isBound, mayUseDraft } from '@axiom/shared/access/audience'
import type { RecordOperation } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'
import type { CompiledModel } from '@axiom/shared/model/compile'
import type { Rule } from '@axiom/shared/rules/ast'
import { conditionOf } from '@axiom/shared/rules/conditionOf'

import type { Filter } from '../../platform/db/port.ts'
import { ruleFilter } from './ruleFilter.ts'
import type { RowsHome } from './stored.ts'

/** Which records a rule opens to whom. */
export interface Scope {
  /** Laid over every filter: what it does not match is not there for the caller. */
  filter: Filter
  isAll: boolean
  /** The rule has a condition: what is written must match it as well. */
  isConditional: boolean
}

/** Who asks, and where. */
export interface Asking extends RowsHome {
  caller: Caller
  actorId: string | null
  /** The moment of asking (ms): conditions may name it. */
  now: number
}

export const ALL: Scope = { filter: {}, isAll: true, isConditional: false }

/** The draft is for members; the live data for whom the model's rule names. Null: nothing of the collection is open. */
export function scopeOf(asking: Asking, compiled: CompiledModel, operation: RecordOperation): Scope | null {
  return asking.env === 'draft' && !mayUseDraft(asking.caller) ? null : ruleScope(asking, compiled, operation)
}

/** What the rule alone opens, whichever environment it is. */
export function ruleScope(asking: Asking, compiled: CompiledModel, operation: RecordOperation): Scope | null {
  const { caller, actorId } = asking
  const extent = extentOf(compiled.model, operation, caller)
  if (extent === 'none' || (extent === 'own' && actorId === null)) return null
  const own: Filter = extent === 'own' ? { createdBy: actorId } : {}
  const condition = isBound(compiled.model, operation, caller) ? conditionOf(compiled.whole, operation) : null
  if (!condition) return extent === 'all' ? ALL : { filter: own, isAll: false, isConditional: false }
  return { filter: { $and: [own, conditionFilter(asking, condition)] }, isAll: false, isConditional: true }
}

/** What a condition on a single field demands of records, for who asks. */
export function conditionFilter(asking: Asking, rule: Rule): Filter {
  return ruleFilter(rule, factsOf(asking))
}

function factsOf({ caller, actorId, project, env, now }: Asking): Parameters<typeof ruleFilter>[1] {
  return { claims: { ...caller.claims, ...(actorId === null ? {} : { id: actorId }) }, project, env, now }
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
