import { AppError } from '@axiom/shared/errors'
import { isObject } from '@axiom/shared/json'
import { ruleOf } from '@axiom/shared/rules/conditionOf'

import type { Session } from '../../platform/db/port.ts'
import { conditionFilter } from './policy.ts'
import type { RecordStore } from './store.ts'
import { rowsOf, type StoredRecord } from './stored.ts'
import type { Target } from './target.ts'

export interface Sent {
  records: readonly StoredRecord[]
  /** What was sent of each. */
  sent: readonly unknown[]
  pathOf: (i: number) => string
  session: Session
}

/**
 * Of a field that the caller may write in some records only, what he sends must be for one of these; also where nothing would change by
 * it, or sending values would tell which one is there. Throws `forbidden`.
 */
export async function demandPartly(
  store: Pick<RecordStore, 'ids'>,
  at: Target,
  { records, sent, pathOf, session }: Sent,
): Promise<void> {
  const { model, byId, whole } = at.compiled
  const wrong: string[] = []
  for (const [fieldId, source] of at.partly.write) {
    const name = byId.get(fieldId)?.name ?? ''
    const meant = records.flatMap((record, i) => (isSent(sent[i], name) ? [{ id: record._id, i }] : []))
    if (meant.length === 0) continue
    const filter = { $and: [{ _id: { $in: meant.map(({ id }) => id) } }, conditionFilter(at, ruleOf(source, whole))] }
    const fitting = new Set(await store.ids(rowsOf(at, model), filter, meant.length, session))
    for (const { id, i } of meant) if (!fitting.has(id)) wrong.push([pathOf(i), name].filter(Boolean).join('/'))
  }
  if (wrong.length === 0) return
  throw new AppError('forbidden', {
    message: 'The rules of a field do not allow this.',
    errors: wrong
      .slice(0, 50)
      .map((path) => ({ path, code: 'rule', message: 'may not be written by you in this record' })),
  })
}

function isSent(input: unknown, name: string): boolean {
  return isObject(input) && Object.hasOwn(input, name)
}
