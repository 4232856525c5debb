import { createHash } from 'node:crypto'

import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'

import { DuplicateKey } from '../../platform/db/port.ts'
import { asWriter } from './asWriter.ts'
import type { RecordFiles } from './files.ts'
import type { FillIn } from './fillIn.ts'
import type { Guard } from './guard.ts'
import type { RecordStore } from './store.ts'
import { rowsOf, type StoredIdempotency, type StoredRecord } from './stored.ts'
import type { Target } from './target.ts'
import { toStored } from './values.ts'
import type { Writer } from './write.ts'

export interface CreatorDeps {
  store: RecordStore
  guard: Guard
  write: Writer
  fillIn: FillIn
  files: RecordFiles
  now: () => number
}

/** Creates one record or a list of them, all or nothing; with an idempotency key only once. */
export function createCreator({ store, guard, write, fillIn, files, now }: CreatorDeps) {
  async function create(target: Target, input: unknown, idempotencyKey: string | null): Promise<StoredRecord[]> {
    const at = asWriter(target, input)
    const records = toRecords(at, input)
    if (idempotencyKey === null) {
      await insert(at, records, input)
      return records
    }
    const key = keyOf(at, input, idempotencyKey)
    const earlier = await store.findKey(key._id)
    if (earlier) return answerAgain(at, key, earlier)
    const remembered = { ...key, recordIds: records.map(({ _id }) => _id), createdAt: new Date(now()) }
    try {
      await insert(at, records, input, remembered)
    } catch (error) {
      // The same request at the same time: one of them wins, the others answer its result.
      const winner = error instanceof DuplicateKey ? await store.findKey(key._id) : null
      if (winner) return answerAgain(at, key, winner)
      throw error
    }
    return records
  }

  function toRecords({ compiled, validators, actorId }: Target, input: unknown): StoredRecord[] {
    const many = Array.isArray(input)
    const inputs: unknown[] = many ? input : [input]
    if (inputs.length === 0 || inputs.length > 1_000)
      throw new AppError('invalid_input', { message: 'Send 1 to 1,000 records at once.' })
    const time = new Date(now()).toISOString()
    return inputs.map((one, i) => {
      const path = many ? String(i) : ''
      const f = toStored(compiled, validators.create(one, path), { path })
      return { _id: newId(16), v: 1, createdAt: time, updatedAt: time, createdBy: actorId, f }
    })
  }

  async function insert(at: Target, records: StoredRecord[], input: unknown, key?: StoredIdempotency): Promise<void> {
    const { compiled } = at
    const many = Array.isArray(input)
    const pathOf = (i: number): string => (many ? String(i) : '')
    const prove = await guard.check(at, records.length)
    // Before anything computes with them.
    await files.complete(at, records, pathOf)
    await fillIn.number(at, records)
    await fillIn.compute(compiled, records)
    await write(at, {
      records,
      sent: many ? input : [input],
      pathOf,
      async work(session, change) {
        if (key) await store.insertKey(key, session)
        await prove(session)
        await store.insert(rowsOf(at, compiled.model), records, session)
        for (const record of records) change(record, 'created')
      },
    })
  }

  async function answerAgain(
    at: Target,
    { hash }: Pick<StoredIdempotency, 'hash'>,
    earlier: StoredIdempotency,
  ): Promise<StoredRecord[]> {
    if (earlier.hash !== hash) throw new AppError('idempotency_mismatch')
    const rows = rowsOf(at, at.compiled.model)
    const found = await Promise.all(earlier.recordIds.map((id) => store.find(rows, id)))
    return found.map((record) => {
      if (record) return record
      throw new AppError('not_found', { message: 'What was created with this Idempotency-Key has been deleted since.' })
    })
  }

  return create
}

/** Keys belong to their caller and collection. */
function keyOf(
  { project, env, compiled, actorId }: Target,
  input: unknown,
  key: string,
): { _id: string; hash: string } {
  return {
    _id: [project.id, env, compiled.model.id, actorId ?? '', key].join('/'),
    hash: createHash('sha256').update(JSON.stringify(input)).digest('base64url'),
  }
}
