import type { Json } from '@axiom/shared/json'
import { AGGREGATES, canAggregate } from '@axiom/shared/model/columns'
import type { CompiledModel } from '@axiom/shared/model/compile'

import type { Accumulators } from '../../platform/db/port.ts'
import type { HotReads } from './hotReads.ts'
import { presentValue } from './present.ts'
import { columnOf, findTarget, findWhole, refuse } from './query/parseFilter.ts'
import { parseFilters, parseNames, parseSearch } from './query/parseList.ts'
import { queryFilter } from './query/queryFilter.ts'
import { searchFilter } from './query/searchFilter.ts'
import { pathOf } from './query/toFilter.ts'
import type { RecordStore } from './store.ts'
import { rowsOf } from './stored.ts'
import type { Target } from './target.ts'

export type Params = Record<string, string | string[] | undefined>

/** `groupBy=status&sum=total`: one row per group, `{group: {status}, count, sum: {total}}`. */
export async function aggregate({ store, hot }: { store: RecordStore; hot: HotReads }, at: Target, params: Params) {
  const { compiled, scope } = at
  const rows = rowsOf(at, compiled.model)
  const groupBy = parseNames(compiled, params, 'groupBy')
  const wanted = AGGREGATES.flatMap((name) => parseNames(compiled, params, name).map((field) => ({ name, field })))
  for (const { name, field } of wanted)
    if (!canAggregate(name, columnOf(findWhole(compiled, field, name)))) refuse(name, `"${field}" cannot be used here.`)
  const accumulators: Accumulators = { count: { $sum: 1 } }
  for (const [i, { name, field }] of wanted.entries()) {
    const path = pathOf(findTarget(compiled, field))
    Object.assign(accumulators, { [`r${i}`]: { [`$${name}`]: path } })
  }
  const search = parseSearch(params)
  if (search !== null) store.expectSearch(rows, compiled)
  const filter = {
    $and: [scope.filter, queryFilter(at, parseFilters(compiled, params)), searchFilter(at, search)],
  }
  const paths = groupBy.map((name) => pathOf(findWhole(compiled, name, 'groupBy')))
  const groups = await hot.group(rows, filter, paths, accumulators, { limit: 1_000 })
  return groups.map((row) => {
    const keys = row['_id'] as Record<string, Json>
    const results: Record<string, Record<string, unknown>> = {}
    for (const [i, { name, field }] of wanted.entries()) (results[name] ??= {})[field] = row[`r${i}`] ?? null
    return {
      group: Object.fromEntries(
        groupBy.map((name, i) => [name, presentKey(compiled, name, keys[paths[i] ?? ''] ?? null)]),
      ),
      count: row['count'],
      ...results,
    }
  })
}

function presentKey(compiled: CompiledModel, name: string, key: Json): Json {
  const field = compiled.byName.get(name)
  return field ? presentValue(field, key) : key
}
