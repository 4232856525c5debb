import type { FieldView } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'

import type { Session } from '../../platform/db/port.ts'
import type { RecordStore } from './store.ts'
import { rowsOf, type StoredRecord } from './stored.ts'
import type { Target } from './target.ts'

interface Question {
  field: FieldView
  records: readonly StoredRecord[]
  session?: Session
}

/** Index of the first record whose value another one has already, in the list or in the store; null when all differ. */
export async function findClash(
  store: RecordStore,
  at: Pick<Target, 'project' | 'env' | 'compiled'>,
  { field, records, session }: Question,
): Promise<number | null> {
  const seen = new Map<string, number>()
  for (const [i, record] of records.entries()) {
    const value = record.f[field.id] ?? null
    if (value === null) continue
    const key = JSON.stringify(value)
    if (seen.has(key)) return i
    seen.set(key, i)
  }
  if (seen.size === 0) return null
  const path = `f.${field.id}`
  const [found] = await store.list(
    rowsOf(at, at.compiled.model),
    {
      [path]: { $in: [...seen.keys()].map((key) => JSON.parse(key) as string) },
      _id: { $nin: records.map(({ _id }) => _id) },
    },
    { limit: 1, ...(session ? { session } : {}) },
  )
  return found ? (seen.get(JSON.stringify(found.f[field.id] ?? null)) ?? 0) : null
}

export function notUnique(field: FieldView, prefix: string): AppError {
  const path = prefix === '' ? field.name : `${prefix}/${field.name}`
  return new AppError('not_unique', {
    errors: [{ path, code: 'unique', message: 'another record has this value already' }],
  })
}
