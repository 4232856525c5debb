import type { FieldView } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'
import { isObject } from '@axiom/shared/json'
import { isFilledIn } from '@axiom/shared/model/relations'

import { asWriter, keptBy } from './asWriter.ts'
import type { RecordFiles } from './files.ts'
import type { FillIn } from './fillIn.ts'
import { presentRecord } from './present.ts'
import type { Release } from './release.ts'
import type { RecordStore } from './store.ts'
import { rowsOf, type StoredRecord } from './stored.ts'
import type { Target } from './target.ts'
import type { Values } from './validate.ts'
import { mergeStored, toStored } from './values.ts'
import type { Writer } from './write.ts'

export interface ChangerDeps {
  store: RecordStore
  write: Writer
  release: Release
  fillIn: FillIn
  files: RecordFiles
  now: () => number
}

/** Replaces, patches and removes records. */
export function createChanger({ store, write, release, fillIn, files, now }: ChangerDeps) {
  async function find(at: Target, id: string): Promise<StoredRecord> {
    // What a rule hides is not there.
    const within = { session: at.batch?.session, filter: at.scope.filter }
    const record = await store.find(rowsOf(at, at.compiled.model), id, within)
    if (!record) throw new AppError('not_found')
    return record
  }

  /** Without If-Match the last writer wins per request; a race with another writer is simply repeated. */
  async function update(
    at: Target,
    id: string,
    { input, edit, ifMatch }: { input: unknown; edit: (record: StoredRecord) => Values; ifMatch: number | null },
  ): Promise<StoredRecord> {
    for (let attempt = 0; attempt < 5; attempt++) {
      const current = await find(at, id)
      if (ifMatch !== null && current.v !== ifMatch) throw new AppError('precondition_failed')
      const updatedAt = new Date(now()).toISOString()
      const next: StoredRecord = { ...current, v: current.v + 1, updatedAt, f: edit(current) }
      await files.complete(at, [next])
      await fillIn.compute(at.compiled, [next])
      if (await replace(at, current, next, input)) return next
    }
    throw new AppError('conflict')
  }

  async function replace(at: Target, current: StoredRecord, next: StoredRecord, input: unknown): Promise<boolean> {
    // What was there already is nobody's fault now.
    const unguarded = at.unguarded.filter(({ id }) => next.f[id] !== current.f[id])
    let done = false
    await write(
      { ...at, unguarded },
      {
        records: [next],
        sent: [input],
        held: current,
        async work(session, change) {
          done = await store.replace(rowsOf(at, at.compiled.model), next, current.v, session)
          if (done) change(next, 'updated')
        },
      },
    )
    return done
  }

  return {
    find,
    /** RFC 7396 on a flat record: null removes, everything else replaces. */
    async patch(target: Target, id: string, input: unknown, ifMatch: number | null): Promise<StoredRecord> {
      const at = asWriter(target, input)
      const changes = at.validators.patch(input)
      const edit = (held: StoredRecord): Values => mergeStored(held.f, toStored(at.compiled, changes, { held: held.f }))
      return update(at, id, { input, edit, ifMatch })
    },
    async replace(target: Target, id: string, input: unknown, ifMatch: number | null): Promise<StoredRecord> {
      const at = asWriter(target, input)
      const kept = keptBy(at, input)
      const values = kept.length === 0 ? at.validators.create(input) : valuesBeside(at, await find(at, id), input, kept)
      const { byId } = at.compiled
      const edit = (held: StoredRecord): Values => {
        // Fields that were deleted keep their values: they come back with them. What nobody sends stays.
        const stays = (fieldId: string): boolean => {
          const field = byId.get(fieldId)
          return !field || isFilledIn(field) || kept.includes(field)
        }
        const hidden = Object.fromEntries(Object.entries(held.f).filter(([fieldId]) => stays(fieldId)))
        return mergeStored(hidden, toStored(at.compiled, values, { held: held.f }))
      }
      return update(at, id, { input, edit, ifMatch })
    },
    async remove(target: Target, id: string, ifMatch: number | null): Promise<void> {
      const at = asWriter(target, null)
      const record = await find(at, id)
      if (ifMatch !== null && record.v !== ifMatch) throw new AppError('precondition_failed')
      await write(at, {
        records: [],
        removes: true,
        async work(session, change) {
          await release(at, record, session, change)
          const rows = rowsOf(at, at.compiled.model)
          if (!(await store.remove(rows, id, record.v, session))) throw new AppError('conflict')
          change({ ...record, v: record.v + 1 }, 'removed')
        },
      })
    },
  }
}

/** A whole record, of which some fields are for others to say: they count as they are. */
function valuesBeside(at: Target, record: StoredRecord, input: unknown, kept: readonly FieldView[]): Values {
  const held: Values = presentRecord(at, record)
  const there = kept.flatMap(({ name }) => (held[name] == null ? [] : [[name, held[name]] as const]))
  const values = at.validators.create(isObject(input) ? { ...Object.fromEntries(there), ...input } : input)
  return Object.fromEntries(Object.entries(values).filter(([name]) => !kept.some((field) => field.name === name)))
}
