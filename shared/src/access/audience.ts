import type { Audience, FieldUse, FieldView, ModelView, RecordOperation } from '../document/views.ts'
import { coversRecords } from './apiKeys.ts'
import { hasRole, type Role, ROLES } from './roles.ts'

/** Who asks for records, as far as rules look at it. */
export interface Caller {
  /** A builder's account, an app user of this project, or an API key of it. */
  signedIn: boolean
  /** Of a member of the project; null for everybody else. */
  role: Role | null
  /** Of an API key of the project. */
  scopes?: readonly string[]
  /** Of an app user of this very project. */
  appRoles?: readonly string[]
  /** What conditions of rules may ask of him, beside his id: what is not known of him is absent. */
  claims?: Readonly<Record<string, Claim>>
}

/** One thing that is known of somebody. */
export type Claim = string | number | boolean | readonly string[]

/** What is known of callers without anybody writing it down: `email` once it has proved to be theirs, `role` of members, `roles` of app users. */
export const OWN_CLAIMS: readonly string[] = ['id', 'email', 'role', 'roles']

/** Nobody who is known. */
export const ANYBODY: Caller = { signedIn: false, role: null }

/** The weakest role that may work with a model's records where nothing is opened. */
export const CLOSED: Record<RecordOperation, Role> = {
  list: 'viewer',
  read: 'viewer',
  create: 'editor',
  update: 'editor',
  delete: 'editor',
}

/** Every audience that needs no name of a role of the app. */
export const AUDIENCES: readonly Audience[] = ['public', 'signedIn', 'appUser', 'own', ...ROLES, 'apiKey']

const APP_ROLE = /^app:[a-z][a-z0-9-]{0,39}$/

/** True for what a rule or a screen may name as its audience; unknown values are as if absent. */
export function isAudience(value: unknown): value is Audience {
  if (typeof value !== 'string') return false
  return AUDIENCES.includes(value as Audience) || APP_ROLE.test(value)
}

/** Which records a caller may do an operation with: all, those that he created, or none. */
export type Extent = 'all' | 'own' | 'none'

type Ruled = Pick<ModelView, 'id' | 'rules'>

/** True when a model's rule for the operation lets the caller do it, be it with his own records only. */
export function isAllowed(model: Ruled, operation: RecordOperation, caller: Caller): boolean {
  return extentOf(model, operation, caller) !== 'none'
}

/** True when what has one rule of its own (a query, an endpoint) is open to the caller, whom an API key's scope may limit to reading. */
export function isOpenTo(id: string, audience: Audience, operation: 'read' | 'create', caller: Caller): boolean {
  const rules = { list: audience, read: audience, create: audience, update: audience, delete: audience }
  return isAllowed({ id, rules }, operation, caller)
}

/** How far a model's rule for the operation lets the caller reach. */
export function extentOf({ id, rules }: Ruled, operation: RecordOperation, caller: Caller): Extent {
  return reach(rules[operation], callerFor(caller, id, operation), CLOSED[operation])
}

/**
 * True when a condition on records binds the caller. It does not bind members who may do the operation on a closed model: they run the
 * app. Where the rule names members or keys it is about them, and binds all but owners.
 */
export function isBound({ id, rules }: Ruled, operation: RecordOperation, caller: Caller): boolean {
  const { role } = callerFor(caller, id, operation)
  const isAboutMembers = isMemberRole(rules[operation]) || rules[operation] === 'apiKey'
  return !hasRole(isAboutMembers ? caller.role : role, isAboutMembers ? 'owner' : CLOSED[operation])
}

type RuledField = Pick<FieldView, 'modelId' | 'access'>

/** True when the condition of a field binds the caller: as one of its model would, for the field's own audience. */
export function isBoundByField({ id, rules }: Ruled, { access }: RuledField, use: FieldUse, caller: Caller): boolean {
  if (access?.when?.[use] === undefined) return false
  const operation = use === 'read' ? 'read' : 'update'
  return isBound({ id, rules: { ...rules, [operation]: access[use] ?? rules[operation] } }, operation, caller)
}

/** True when a field is there for a caller: in answers, filters, orders and sums. */
export function mayReadField({ modelId, access }: RuledField, caller: Caller): boolean {
  const audience = access?.read
  return audience === undefined || reach(audience, callerFor(caller, modelId, 'read'), CLOSED.read) === 'all'
}

/** True when a caller may say what a field is. */
export function mayWriteField({ modelId, access }: RuledField, caller: Caller): boolean {
  const audience = access?.write
  return audience === undefined || reach(audience, callerFor(caller, modelId, 'update'), CLOSED.update) === 'all'
}

/** True when a caller may open a screen with that guard. */
export function maySee(guard: Audience, caller: Caller): boolean {
  return reach(guard, caller, 'viewer') !== 'none'
}

/** Who a caller is for one operation on a model: an API key is as much as an editor within its scopes, and nobody beyond. */
function callerFor(caller: Caller, modelId: string, operation: RecordOperation): Caller {
  if (caller.scopes === undefined) return caller
  if (!coversRecords(caller.scopes, modelId, operation)) return ANYBODY
  return { signedIn: true, role: 'editor', scopes: caller.scopes }
}

function reach(audience: Audience, { signedIn, role, scopes, appRoles }: Caller, closed: Role): Extent {
  const allIf = (condition: boolean): Extent => (condition ? 'all' : 'none')
  if (audience === 'public') return 'all'
  if (audience === 'signedIn') return allIf(signedIn)
  if (audience === 'apiKey') return allIf(scopes !== undefined || hasRole(role, 'owner'))
  if (isMemberRole(audience)) return allIf(hasRole(role, audience))
  // The others are about app users. Members keep what a closed model gives them: they run the app.
  if (hasRole(role, closed)) return 'all'
  if (audience === 'own') return role !== null || appRoles ? 'own' : 'none'
  if (audience === 'appUser') return allIf(role !== null || appRoles !== undefined)
  return allIf(appRoles?.includes(audience.slice('app:'.length)) === true)
}

function isMemberRole(audience: Audience): audience is Role {
  return (ROLES as readonly string[]).includes(audience)
}

/** Drafts are for members, and for the API keys that they made. */
export function mayUseDraft({ role, scopes }: Caller): boolean {
  return role !== null || scopes !== undefined
}
