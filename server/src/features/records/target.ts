import { type Caller, mayUseDraft } from '@axiom/shared/access/audience'
import type { FileValue } from '@axiom/shared/contracts/files'
import type { Proof } from '@axiom/shared/contracts/proofs'
import type { Audience, FieldView, RecordOperation } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'
import type { CompiledModel, Partly } from '@axiom/shared/model/compile'
import type { FileDescriptor } from '@axiom/shared/model/files'
import { seenBy } from '@axiom/shared/model/seenBy'

import { type Actor, keyHolder } from '../auth/index.ts'
import type { HeldFiles } from '../files/index.ts'
import type { ProjectAccess, ResolvedProject } from '../projects/index.ts'
import type { Contracts } from './contracts.ts'
import { refuseAccess, type Scope, scopeOf } from './policy.ts'
import type { RecordStore } from './store.ts'
import { type Batch, type Env, rowsOf } from './stored.ts'
import type { Validators } from './validate.ts'

/** Where a request points, after the project, its environment and the caller are known. */
export interface Place {
  project: ResolvedProject
  env: Env
  caller: Caller
  actorId: string | null
  /** A file of the project as whoever may read the record gets it. */
  presentFile: (file: FileDescriptor) => FileValue
  /** The moment of asking (ms). */
  now: number
  /** What the caller's device worked out. */
  proof?: Proof | undefined
  /** How many flows in a row led here; none: people. */
  depth?: number
}

export interface Target extends Place {
  /** As it is for the caller; writers see the whole (`asWriter`). */
  compiled: CompiledModel
  validators: Validators
  /** Of `compiled`; kept where the whole takes its place. */
  partly: Partly
  /** What of the collection is open to the caller for this operation. */
  scope: Scope
  /** Unique fields that no index guards (records contradict it, or there are too many): each write checks them itself. */
  unguarded: readonly FieldView[]
  /** The transaction that this is a part of. */
  batch?: Batch
}

export type Targets = ReturnType<typeof createTargets>

export interface TargetDeps {
  store: RecordStore
  contracts: Contracts
  access: ProjectAccess
  files: HeldFiles
  now: () => number
}

/** Finds what a request is about, and refuses whom the rules do not name. */
export function createTargets({ store, contracts, access, files, now }: TargetDeps) {
  /** The collection as the caller sees it, with its validators. */
  async function modelFor(place: Place, name: string) {
    const { project, env, caller } = place
    const { contract, compiled: whole, validators } = await contracts.model(project.id, env, name)
    const compiled = seenBy(contract, caller).models.get(name) ?? whole
    const unguarded = await store.ensureIndexes(rowsOf(place, whole.model), whole.model)
    return { compiled, validators, partly: compiled.partly, unguarded }
  }

  return {
    async locate(actor: Actor, projectKey: string, env: Env | undefined): Promise<Place> {
      const project = await access.get(projectKey)
      const caller = await access.callerOf(actor, project.id)
      return {
        project,
        env: env ?? (await contracts.defaultEnv(project.id)),
        caller,
        actorId: caller.signedIn ? idOf(actor) : null,
        presentFile: (file) => files.present(project.id, file),
        now: now(),
      }
    },

    /** Where the project itself does something (flows): all its rules allow it. `depth` of what follows. */
    async locateOwn(projectId: string, env: Env, depth: number): Promise<Place> {
      const project = await access.get(projectId)
      const presentFile: Place['presentFile'] = (file) => files.present(project.id, file)
      const caller: Caller = { signedIn: true, role: 'owner' }
      return { project, env, caller, actorId: null, presentFile, now: now(), depth }
    },

    /** Refuses who may not follow changes: each named collection must be open to the caller; without names at least one. */
    async demandFollowable(place: Place, collections: readonly string[] | null): Promise<void> {
      const { project, env, caller } = place
      if (env === 'draft' && !mayUseDraft(caller)) refuseAccess(caller)
      const { models } = await contracts.load(project.id, env)
      for (const name of collections ?? []) {
        const { compiled } = await contracts.model(project.id, env, name)
        if (!scopeOf(place, compiled, 'list')) refuseAccess(caller)
      }
      if (collections !== null || caller.role !== null) return
      if (![...models.values()].some((compiled) => scopeOf(place, compiled, 'list'))) refuseAccess(caller)
    },

    /** For an endpoint that somebody made: by its own rule in the place of the model's. */
    async targetAs(
      place: Place,
      { modelId, operation, auth }: { modelId: string; operation: RecordOperation; auth: Audience },
    ): Promise<Target> {
      const { models } = await contracts.load(place.project.id, place.env)
      const name = [...models.values()].find(({ model }) => model.id === modelId)?.model.name
      if (name === undefined) throw new AppError('not_found')
      const found = await modelFor(place, name)
      const { compiled } = found
      const { model } = compiled
      // What the model demands of records holds here as well.
      const scope = scopeOf(
        place,
        { ...compiled, model: { ...model, rules: { ...model.rules, [operation]: auth } } },
        operation,
      )
      if (!scope) refuseAccess(place.caller)
      return { ...place, ...found, scope }
    },

    /** By the id of its model, for who keeps ids. */
    async targetOfModel(place: Place, modelId: string, operation: RecordOperation): Promise<Target> {
      const { models } = await contracts.load(place.project.id, place.env)
      const found = [...models.values()].find(({ model }) => model.id === modelId)
      if (!found) throw new AppError('not_found', { message: 'The model does not exist here any more.' })
      return this.target(place, found.model.name, operation)
    },

    async target(place: Place, collection: string, operation: RecordOperation): Promise<Target> {
      if (place.env === 'draft' && !mayUseDraft(place.caller)) refuseAccess(place.caller)
      const found = await modelFor(place, collection)
      const scope = scopeOf(place, found.compiled, operation)
      if (!scope) refuseAccess(place.caller)
      return { ...place, ...found, scope }
    },
  }
}

/** Who a record is made by; null for who has not said. */
function idOf(actor: Actor): string | null {
  if (actor.kind === 'anonymous') return null
  return actor.kind === 'apiKey' ? keyHolder(actor.keyId) : actor.userId
}
