import { hasRole } from '@axiom/shared/access/roles'
import type { Json } from '@axiom/shared/json'
import { isUnique } from '@axiom/shared/model/compile'

import { refuseAccess } from './policy.ts'
import { presentValue } from './present.ts'
import { findWhole, refuse } from './query/parseFilter.ts'
import type { RecordStore } from './store.ts'
import { rowsOf } from './stored.ts'
import type { Target } from './target.ts'

/** Values told at most; solving them shows the next ones. */
const SHOWN = 50

export interface Duplicates {
  data: { value: Json; count: number }[]
  /** True when an index keeps further ones out; else each write looks itself. */
  meta: { guarded: boolean }
}

/** For who can change the model: values of a field that more than one record has: why it cannot be made unique yet. */
export async function findDuplicates(store: RecordStore, at: Target, name: unknown): Promise<Duplicates> {
  if (!hasRole(at.caller.role, 'editor')) refuseAccess(at.caller)
  const field = typeof name === 'string' ? at.compiled.byName.get(name) : undefined
  if (!field) return refuse('field', 'Name one field of this collection.')
  findWhole(at.compiled, field.name, 'field')
  const rows = await store.duplicates(rowsOf(at, at.compiled.model), {
    path: `f.${field.id}`,
    limit: SHOWN,
    filter: at.scope.filter,
  })
  return {
    data: rows.map(({ value, count }) => ({ value: presentValue(field, value), count })),
    meta: { guarded: isUnique(field) && !at.unguarded.includes(field) },
  }
}
