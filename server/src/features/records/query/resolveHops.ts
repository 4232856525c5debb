import { type Asking, scopeOf } from '../policy.ts'
import type { RecordStore } from '../store.ts'
import type { Hop, LocalQuery, Query } from './ast.ts'
import { refuse } from './parseFilter.ts'
import { toFilter } from './toFilter.ts'

/** Records that a hop may find: more make a filter that the store cannot carry. */
const MOST = 10_000

/**
 * Looks up what a filter asks of related records, one query per condition, so that what is left is about the collection itself. The
 * target's own rules decide whether its values may be asked for. Throws `invalid_filter`.
 */
export async function resolveHops(store: Pick<RecordStore, 'ids'>, asking: Asking, query: Query): Promise<LocalQuery> {
  if (query.kind === 'hop') return resolveHop(store, asking, query)
  if (query.kind === 'test') return query
  const parts = await Promise.all(query.parts.map((part) => resolveHops(store, asking, part)))
  return { kind: query.kind, parts }
}

async function resolveHop(
  store: Pick<RecordStore, 'ids'>,
  asking: Asking,
  { link, test, path }: Hop,
): Promise<LocalQuery> {
  const { model } = link.target
  const scope = scopeOf(asking, model, 'list')
  if (!scope) return refuse(path, `The rules of ${model.label} do not let you ask for its values.`)
  const value = await store.ids(model.id, asking.env, { $and: [scope.filter, toFilter(test)] }, MOST + 1)
  if (value.length > MOST)
    return refuse(path, `More than ${MOST} of ${model.label} fit. Ask for something that fewer of them have.`)
  return { kind: 'test', target: { kind: 'field', field: link.field }, operator: 'in', value }
}
