import { ANYBODY, type Caller } from '@axiom/shared/access/audience'
import type { RuleReach, TriedAs, TryRule } from '@axiom/shared/contracts/rules'
import { AppError } from '@axiom/shared/errors'
import { type CompiledModel } from '@axiom/shared/model/compile'
import { RuleError } from '@axiom/shared/rules/ast'
import { storeRule } from '@axiom/shared/rules/ruleText'

import type { Actor, UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { Contracts } from './contracts.ts'
import { ruleScope } from './policy.ts'
import type { RecordStore } from './store.ts'
import { rowsOf } from './stored.ts'

export interface TryRuleDeps {
  store: RecordStore
  contracts: Contracts
  access: ProjectAccess
  /** An app user as he would ask; null for none, and for one who counts for nobody yet. */
  appUser: (projectId: string, userId: string) => Promise<Actor | null>
  now: () => number
}

/** Counts the rows that a rule of the draft, saved or not, would leave to somebody. */
export function createRuleTrial({ store, contracts, access, appUser, now }: TryRuleDeps) {
  async function callerFor(projectId: string, as: TriedAs): Promise<{ caller: Caller; actorId: string | null }> {
    switch (as.kind) {
      case 'visitor':
        return { caller: ANYBODY, actorId: null }
      case 'member':
        return { caller: { signedIn: true, role: as.role, claims: { role: as.role } }, actorId: null }
      case 'role': {
        const appRoles = as.role === null ? [] : [as.role]
        return { caller: { signedIn: true, role: null, appRoles, claims: { roles: appRoles } }, actorId: null }
      }
      case 'appUser': {
        const actor = await appUser(projectId, as.id)
        return { caller: actor ? await access.callerOf(actor, projectId) : ANYBODY, actorId: actor ? as.id : null }
      }
    }
  }

  return async function tryRule(
    actor: UserActor,
    { projectId, modelId }: { projectId: string; modelId: string },
    { env, operation, audience, condition, as }: TryRule,
  ): Promise<RuleReach> {
    await access.authorize(actor, projectId, 'document.write')
    const { models } = await contracts.load(projectId, 'draft')
    const compiled = [...models.values()].find(({ model }) => model.id === modelId)
    if (!compiled) throw new AppError('not_found')
    const { model } = compiled
    const ruled: CompiledModel = { ...compiled }
    Object.assign(ruled, {
      whole: ruled,
      model: {
        ...model,
        rules: { ...model.rules, [operation]: audience },
        conditions: condition.trim() === '' ? {} : { [operation]: stored(condition, compiled) },
      },
    })
    const home = { project: await access.get(projectId), env }
    const scope = ruleScope({ ...home, ...(await callerFor(projectId, as)), now: now() }, ruled, operation)
    const rows = rowsOf(home, model)
    const total = await store.count(rows)
    return { count: scope ? await store.count(rows, scope.filter) : 0, total }
  }
}

function stored(condition: string, compiled: CompiledModel): string {
  try {
    return storeRule(condition, compiled)
  } catch (error) {
    if (!(error instanceof RuleError)) throw error
    throw new AppError('invalid_input', { errors: [{ path: 'condition', code: 'rule', message: error.message }] })
  }
}
