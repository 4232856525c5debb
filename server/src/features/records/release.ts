import { AppError, type FieldError } from '@axiom/shared/errors'
import type { BackLink, CompiledModel } from '@axiom/shared/model/compile'
import { onDeleteOf } from '@axiom/shared/model/relations'

import type { Session } from '../../platform/db/port.ts'
import type { FillIn } from './fillIn.ts'
import { scopeOf } from './policy.ts'
import { idsOf } from './references.ts'
import type { RecordStore } from './store.ts'
import { rowsOf, type StoredRecord } from './stored.ts'
import type { Target } from './target.ts'
import type { Change } from './write.ts'

/** Records that one deletion may change or take along. */
const MOST = 1_000

interface Gone {
  compiled: CompiledModel
  record: StoredRecord
}

export interface ReleaseDeps {
  store: RecordStore
  fillIn: FillIn
  now: () => number
}

/**
 * What a deletion means for records that refer to the deleted one, in its transaction: it is refused, they are emptied, or they go
 * too, and so on from those. The rules of their own collections are not asked: who may delete a record decides about what hangs on it.
 */
export function createRelease({ store, fillIn, now }: ReleaseDeps) {
  return async function release(at: Target, record: StoredRecord, session: Session, change: Change): Promise<void> {
    const queue: Gone[] = [{ compiled: at.compiled, record }]
    const gone = new Set([record._id])
    let touched = 0
    for (let next = queue.shift(); next; next = queue.shift()) {
      for (const link of next.compiled.backLinks.values()) {
        const path = `f.${link.field.id}`
        const found = await store.list(
          rowsOf(at, link.source.model),
          { [path]: next.record._id, _id: { $nin: [...gone] } },
          { limit: MOST + 1 - touched, session },
        )
        if (found.length === 0) continue
        const rule = onDeleteOf(link.field)
        if (rule === 'restrict') throw refused(at, next, link, found.length)
        touched += found.length
        if (touched > MOST)
          throw new AppError('still_referenced', {
            message: `More than ${MOST} records hang on this one. Delete some of them first.`,
          })
        for (const one of found) {
          if (rule === 'cascade') {
            await take(at, link, one, session, change)
            gone.add(one._id)
            queue.push({ compiled: link.source, record: one })
          } else await empty(at, { link, record: one, goneId: next.record._id }, session, change)
        }
      }
    }
  }

  async function take(at: Target, { source }: BackLink, record: StoredRecord, session: Session, change: Change) {
    if (!(await store.remove(rowsOf(at, source.model), record._id, record.v, session))) throw new AppError('conflict')
    change({ ...record, v: record.v + 1 }, 'removed', { compiled: source })
  }

  async function empty(
    at: Target,
    { link: { source, field }, record, goneId }: { link: BackLink; record: StoredRecord; goneId: string },
    session: Session,
    change: Change,
  ): Promise<void> {
    const held = record.f[field.id]
    const { [field.id]: _emptied, ...others } = record.f
    const f = Array.isArray(held) ? { ...others, [field.id]: idsOf(held).filter((id) => id !== goneId) } : others
    const next = { ...record, f, v: record.v + 1, updatedAt: new Date(now()).toISOString() }
    await fillIn.compute(source, [next])
    if (!(await store.replace(rowsOf(at, source.model), next, record.v, session))) throw new AppError('conflict')
    change(next, 'updated', { compiled: source, before: record })
  }
}

export type Release = ReturnType<typeof createRelease>

/** Names who refers, as far as the caller may know of it. */
function refused(at: Target, gone: Gone, { source, field }: BackLink, count: number): AppError {
  const isOpen = scopeOf(at, source, 'list')?.isAll === true
  const many = count > MOST ? `More than ${MOST}` : String(count)
  const who = isOpen ? `of ${source.model.label}, by their ${field.label}` : 'elsewhere'
  const what =
    gone.compiled === at.compiled ? 'this record' : `a record of ${gone.compiled.model.label} that goes with it`
  const message = `${many} record${count === 1 ? '' : 's'} ${who}, still refer${count === 1 ? 's' : ''} to ${what}. Change or delete ${count === 1 ? 'it' : 'them'} first.`
  const errors: FieldError[] = isOpen
    ? [{ path: `${source.model.name}/${field.name}`, code: 'referenced', message: `${many} refer to it` }]
    : []
  return new AppError('still_referenced', { message: message.replace('elsewhere,', 'elsewhere'), errors })
}
