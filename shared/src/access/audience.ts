import type { Audience, ModelView, RecordOperation } from '../document/views.ts'
import { coversRecords } from './apiKeys.ts'
import { hasRole, type Role } from './roles.ts'

/** Who asks for records, as far as rules look at it. */
export interface Caller {
  signedIn: boolean
  /** Of a member of the project; null for everybody else. */
  role: Role | null
  /** Of an API key of the project. */
  scopes?: readonly string[]
}

/** True when a model's rule for the operation lets the caller do it. */
export function isAllowed(
  { id, rules }: Pick<ModelView, 'id' | 'rules'>,
  operation: RecordOperation,
  caller: Caller,
): boolean {
  return isInAudience(rules[operation], callerFor(caller, id, operation))
}

/** Who a caller is for one operation on a model: an API key is as much as an editor within its scopes, and nobody beyond. */
function callerFor(caller: Caller, modelId: string, operation: RecordOperation): Caller {
  if (caller.scopes === undefined) return caller
  if (!coversRecords(caller.scopes, modelId, operation)) return { signedIn: false, role: null }
  return { signedIn: true, role: 'editor', scopes: caller.scopes }
}

function isInAudience(audience: Audience, { signedIn, role, scopes }: Caller): boolean {
  if (audience === 'public') return true
  if (audience === 'signedIn') return signedIn
  if (audience === 'apiKey') return scopes !== undefined || hasRole(role, 'owner')
  return hasRole(role, audience)
}

/** Drafts are for members, and for the API keys that they made. */
export function mayUseDraft({ role, scopes }: Caller): boolean {
  return role !== null || scopes !== undefined
}
