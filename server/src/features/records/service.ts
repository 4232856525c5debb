import type { RecordOperation } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'
import type { CompiledModel } from '@axiom/shared/model/compile'
import { buildOpenApi } from '@axiom/shared/model/openapi'

import { DuplicateKey, type Session } from '../../platform/db/port.ts'
import type { Actor } from '../auth/index.ts'
import type { ProjectAccess, ResolvedProject } from '../projects/index.ts'
import type { ChangeFeed } from './changeFeed.ts'
import type { Contracts } from './contracts.ts'
import { mayTouch, refuseAccess, type Caller } from './policy.ts'
import { presentRecord, type RecordJson } from './present.ts'
import { afterCursor, encodeCursor, fingerprint } from './query/cursor.ts'
import type { ListQuery } from './query/parseList.ts'
import { searchFilter, toFilter, toSort } from './query/toFilter.ts'
import { fieldOfIndex, type Env, type RecordStore, type StoredRecord } from './store.ts'
import { toStored, type Validators, type Values } from './validate.ts'

export interface RecordServiceDeps {
  store: RecordStore
  contracts: Contracts
  access: ProjectAccess
  feed: ChangeFeed
  now: () => number
}

/** Where a request points, after the project, its environment and the caller are known. */
export interface Place {
  project: ResolvedProject
  env: Env
  caller: Caller
  actorId: string | null
}

export interface Target extends Place {
  compiled: CompiledModel
  validators: Validators
}

export function createRecordService({ store, contracts, access, feed, now }: RecordServiceDeps) {
  const time = (): string => new Date(now()).toISOString()

  async function locate(actor: Actor, projectKey: string, env: Env | undefined): Promise<Place> {
    const project = await access.resolve(projectKey)
    if (!project) throw new AppError('not_found')
    const signedIn = actor.kind === 'user'
    const role = signedIn ? await access.roleOf(actor.userId, project.id) : null
    const chosen = env ?? (await contracts.defaultEnv(project.id))
    return { project, env: chosen, caller: { signedIn, role }, actorId: signedIn ? actor.userId : null }
  }

  async function target(place: Place, collection: string, operation: RecordOperation): Promise<Target> {
    if (place.env === 'draft' && place.caller.role === null) refuseAccess(place.caller)
    const { compiled, validators } = await contracts.model(place.project.id, place.env, collection)
    if (!mayTouch(place.caller, place.env, compiled.model, operation)) refuseAccess(place.caller)
    await store.ensureIndexes(compiled.model, place.env)
    return { ...place, compiled, validators }
  }

  /** One transaction: the records and their change rows, or neither; then the streams hear of it. */
  async function write<R>(
    at: Target,
    work: (
      session: Session,
      change: (record: StoredRecord, type: 'created' | 'updated' | 'removed') => void,
    ) => Promise<R>,
  ): Promise<R> {
    try {
      const result = await store.transaction(async (session) => {
        const rows: Parameters<RecordStore['insertChanges']>[0] = []
        const made = await work(session, (record, type) => {
          const { project, env, compiled } = at
          rows.push({
            _id: feed.nextId(),
            projectId: project.id,
            env,
            modelId: compiled.model.id,
            recordId: record._id,
            type,
            version: record.v,
            at: new Date(now()),
          })
        })
        if (rows.length > 0) await store.insertChanges(rows, session)
        return made
      })
      feed.notify(at.project.id)
      return result
    } catch (error) {
      throw toConflict(error, at.compiled)
    }
  }

  async function create(at: Target, input: unknown, idempotencyKey: string | null): Promise<StoredRecord[]> {
    const { compiled, validators, actorId, project, env } = at
    const many = Array.isArray(input)
    const inputs: unknown[] = many ? input : [input]
    if (inputs.length === 0 || inputs.length > 1_000)
      throw new AppError('invalid_input', { message: 'Send 1 to 1,000 records at once.' })
    const values = inputs.map((one, i) => validators.create(one, many ? String(i) : ''))
    const key =
      idempotencyKey === null ? null : `${project.id}/${env}/${compiled.model.id}/${actorId ?? ''}/${idempotencyKey}`
    const earlier = key === null ? null : await store.findKey(key)
    if (earlier) {
      const found = await Promise.all(earlier.recordIds.map((id) => store.find(compiled.model.id, env, id)))
      return found.filter((record) => record !== null)
    }
    const at0 = time()
    const records = values.map((one): StoredRecord => ({
      _id: newId(16),
      v: 1,
      createdAt: at0,
      updatedAt: at0,
      createdBy: actorId,
      f: toStored(compiled, one),
    }))
    await write(at, async (session, change) => {
      await store.insert(compiled.model.id, env, records, session)
      if (key !== null)
        await store.insertKey(
          { _id: key, recordIds: records.map((record) => record._id), single: !many, createdAt: new Date(now()) },
          session,
        )
      for (const record of records) change(record, 'created')
    })
    return records
  }

  async function update(
    at: Target,
    id: string,
    edit: (record: StoredRecord) => Values,
    ifMatch: number | null,
  ): Promise<StoredRecord> {
    const { compiled, env } = at
    // Without If-Match the last writer wins per request; a race with another writer is simply repeated.
    for (let attempt = 0; attempt < 5; attempt++) {
      const current = await find(at, id)
      if (ifMatch !== null && current.v !== ifMatch) throw new AppError('precondition_failed')
      const next: StoredRecord = {
        ...current,
        v: current.v + 1,
        updatedAt: time(),
        f: toStored(compiled, edit(current)),
      }
      const done = await write(at, async (session, change) => {
        const replaced = await store.replace(compiled.model.id, env, next, current.v, session)
        if (replaced) change(next, 'updated')
        return replaced
      })
      if (done) return next
    }
    throw new AppError('conflict')
  }

  async function find(at: Target, id: string): Promise<StoredRecord> {
    const record = await store.find(at.compiled.model.id, at.env, id)
    if (!record) throw new AppError('not_found')
    return record
  }

  return {
    locate,
    target,
    find,
    create,

    async list(
      at: Target,
      query: ListQuery,
    ): Promise<{ data: RecordJson[]; meta: { nextCursor: string | null; count?: number } }> {
      const { compiled, env } = at
      const filter = { $and: [toFilter(query.filter), searchFilter(compiled, query.search)] }
      const sort = toSort(query.order)
      const print = fingerprint(filter, sort)
      const page = query.cursor === null ? filter : { $and: [filter, afterCursor(query.cursor, sort, print)] }
      const skip = query.page === null ? 0 : (query.page - 1) * query.limit
      const [found, count] = await Promise.all([
        store.list(compiled.model.id, env, page, { sort, limit: query.limit + 1, skip }),
        query.count ? store.count(compiled.model.id, env, filter) : undefined,
      ])
      const shown = found.slice(0, query.limit)
      const last = shown.at(-1)
      const nextCursor = found.length > query.limit && last ? encodeCursor(last, sort, print) : null
      return {
        data: shown.map((record) => presentRecord(compiled, record, query.fields)),
        meta: { nextCursor, ...(count === undefined ? {} : { count }) },
      }
    },

    patch: (at: Target, id: string, input: unknown, ifMatch: number | null): Promise<StoredRecord> => {
      const changes = at.validators.patch(input)
      return update(at, id, (record) => mergePatch(at.compiled, record, changes), ifMatch)
    },
    replace: (at: Target, id: string, input: unknown, ifMatch: number | null): Promise<StoredRecord> => {
      const values = at.validators.create(input)
      return update(at, id, () => values, ifMatch)
    },
    async remove(at: Target, id: string, ifMatch: number | null): Promise<void> {
      const record = await find(at, id)
      if (ifMatch !== null && record.v !== ifMatch) throw new AppError('precondition_failed')
      await write(at, async (session, change) => {
        if (!(await store.remove(at.compiled.model.id, at.env, id, record.v, session))) throw new AppError('conflict')
        change({ ...record, v: record.v + 1 }, 'removed')
      })
    },

    async openApi(place: Place, url: string) {
      const contract = await contracts.load(place.project.id, place.env)
      return buildOpenApi(contract, {
        projectId: place.project.id,
        title: place.project.name,
        url,
        caller: place.caller,
      })
    },

    /** How many rows an environment has, over all models. */
    async countRows(projectId: string, env: Env): Promise<number> {
      const { models } = await contracts.load(projectId, env)
      const counts = await Promise.all([...models.values()].map(({ model }) => store.count(model.id, env)))
      return counts.reduce((sum, count) => sum + count, 0)
    },

    /** First publish: the draft's rows become the live ones; models that have live rows already are left alone. */
    async copyDraftRows(projectId: string): Promise<void> {
      const { models } = await contracts.load(projectId, 'draft')
      for (const { model } of models.values()) {
        if ((await store.count(model.id, 'live')) > 0) continue
        await store.ensureIndexes(model, 'live')
        const rows = await store.list(model.id, 'draft', {}, { sort: { _id: 1 }, limit: 100_000 })
        for (let i = 0; i < rows.length; i += 1_000) {
          await store.transaction((session) => store.insert(model.id, 'live', rows.slice(i, i + 1_000), session))
        }
      }
    },
  }
}

export type RecordService = ReturnType<typeof createRecordService>

/** RFC 7396 on a flat record: null removes, everything else replaces. */
function mergePatch(compiled: CompiledModel, record: StoredRecord, changes: Values): Values {
  const now = Object.entries(record.f).flatMap(([id, value]) => {
    const field = compiled.byId.get(id)
    return field ? [[field.name, value] as const] : []
  })
  return Object.fromEntries(
    Object.entries({ ...Object.fromEntries(now), ...changes }).filter(([, value]) => value !== null),
  )
}

function toConflict(error: unknown, compiled: CompiledModel): unknown {
  if (!(error instanceof DuplicateKey)) return error
  const field = fieldOfIndex(compiled.model, error.paths)
  const path = field?.name ?? ''
  return new AppError('not_unique', {
    errors: [{ path, code: 'unique', message: 'another record has this value already' }],
  })
}
