import type { BatchInput } from '@axiom/shared/contracts/records'
import type { RecordOperation } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'

import { atPath, Contradiction } from './errorPaths.ts'
import { versionOf } from './etag.ts'
import type { RecordJson } from './present.ts'
import { presentRecords } from './sight.ts'
import type { RecordStore } from './store.ts'
import type { StoredRecord } from './stored.ts'
import type { Place, Target } from './target.ts'
import type { Together } from './transact.ts'
import { UPSERT_ATTEMPTS, upsertField, type Upserter } from './upsert.ts'

type Operation = BatchInput['operations'][number]

export interface BatcherDeps extends Pick<Upserter, 'upsertOne'> {
  store: RecordStore
  together: Together
  target: (place: Place, collection: string, operation: RecordOperation) => Promise<Target>
  create: (at: Target, input: unknown, idempotencyKey: null) => Promise<StoredRecord[]>
  patch: (at: Target, id: string, input: unknown, ifMatch: number | null) => Promise<StoredRecord>
  replace: (at: Target, id: string, input: unknown, ifMatch: number | null) => Promise<StoredRecord>
  remove: (at: Target, id: string, ifMatch: number | null) => Promise<void>
}

export interface BatchAnswer {
  operation: Operation['operation']
  collection: string
  /** As it is after this operation; null: deleted. */
  record: RecordJson | null
}

/** The rules that an operation rests on. */
const RULES: Record<Operation['operation'], readonly RecordOperation[]> = {
  create: ['create'],
  update: ['update'],
  replace: ['update'],
  upsert: ['create', 'update'],
  delete: ['delete'],
}

/** Several operations over a project's collections in one transaction: all of them, in their order, or none. */
export function createBatcher({ store, together, target, create, patch, replace, remove, upsertOne }: BatcherDeps) {
  async function run(at: Target, one: Operation): Promise<StoredRecord | null> {
    switch (one.operation) {
      case 'create':
        return (await create(at, one.data, null))[0] ?? null
      case 'update':
        return patch(at, one.id, one.data, ifMatchOf(one))
      case 'replace':
        return replace(at, one.id, one.data, ifMatchOf(one))
      case 'upsert':
        return (await upsertOne(at, upsertField(at, one.field), one.data))[0]?.record ?? null
      case 'delete':
        await remove(at, one.id, ifMatchOf(one))
        return null
    }
  }

  return async function batch(place: Place, { operations }: BatchInput): Promise<BatchAnswer[]> {
    const targets = await targetsOf(place, operations)
    const attempts = operations.some(({ operation }) => operation === 'upsert') ? UPSERT_ATTEMPTS : 1
    return together(place, { targets, attempts }, async (work) => {
      const answers: BatchAnswer[] = []
      for (const [i, one] of operations.entries()) {
        const at = { ...(targets[i] as Target), batch: work }
        const record = await located(i, () => run(at, one))
        const { operation, collection } = one
        const [shown = null] = record ? await presentRecords(store, at, [record]) : []
        answers.push({ operation, collection, record: shown })
      }
      return answers
    })
  }

  /** Who may not do one of them does none; each collection is looked up once. */
  async function targetsOf(place: Place, operations: readonly Operation[]): Promise<Target[]> {
    const known = new Map<string, Target>()
    const targets: Target[] = []
    for (const [i, { collection, operation }] of operations.entries()) {
      for (const rule of RULES[operation]) {
        const key = `${rule}/${collection}`
        const found = known.get(key) ?? (await located(i, () => target(place, collection, rule)))
        known.set(key, found)
        targets[i] = found
      }
    }
    return targets
  }
}

function ifMatchOf(one: { id: string; ifMatch?: string | undefined }): number | null {
  return versionOf(one.ifMatch ?? '', one.id)
}

/** Says which operation failed. */
async function located<R>(i: number, work: () => Promise<R>): Promise<R> {
  try {
    return await work()
  } catch (error) {
    const isInData = error instanceof Contradiction || (error instanceof AppError && error.code === 'invalid_input')
    throw atPath(error, isInData ? `operations/${i}/data` : `operations/${i}`)
  }
}
