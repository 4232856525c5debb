import type { Json } from '@axiom/shared/json'
import type { CompiledModel } from '@axiom/shared/model/compile'

import type { Accumulators } from '../../platform/db/port.ts'
import { presentValue } from './present.ts'
import { findTarget, refuse } from './query/parseFilter.ts'
import { parseFilters, parseNames, parseSearch } from './query/parseList.ts'
import { pathOf, searchFilter, toFilter } from './query/toFilter.ts'
import type { RecordStore } from './store.ts'
import type { Target } from './target.ts'

const FUNCTIONS = ['sum', 'avg', 'min', 'max', 'countDistinct'] as const

const WITHOUT_ORDER = new Set(['boolean', 'select', 'multiSelect', 'json'])

type Params = Record<string, string | string[] | undefined>

/** `groupBy=status&sum=total`: one row per group, `{group: {status}, count, sum: {total}}`. */
export async function aggregate(store: RecordStore, at: Target, params: Params) {
  const { compiled, env } = at
  const groupBy = parseNames(compiled, params, 'groupBy')
  const wanted = FUNCTIONS.flatMap((name) => parseNames(compiled, params, name).map((field) => ({ name, field })))
  for (const { name, field } of wanted) demandFit(compiled, name, field)
  const accumulators: Accumulators = { count: { $sum: 1 } }
  for (const [i, { name, field }] of wanted.entries()) {
    const path = pathOf(findTarget(compiled, field))
    Object.assign(accumulators, { [`r${i}`]: { [`$${name}`]: path } })
  }
  const filter = { $and: [toFilter(parseFilters(compiled, params)), searchFilter(compiled, parseSearch(params))] }
  const paths = groupBy.map((name) => pathOf(findTarget(compiled, name)))
  const rows = await store.group(compiled.model.id, env, filter, paths, accumulators, { limit: 1_000 })
  return rows.map((row) => {
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

/** Sums need numbers, the smallest and the largest an order that means something. */
function demandFit(compiled: CompiledModel, parameter: (typeof FUNCTIONS)[number], name: string): void {
  const type = compiled.byName.get(name)?.type ?? 'text'
  const fits =
    parameter === 'sum' || parameter === 'avg'
      ? type === 'integer' || type === 'number'
      : parameter === 'countDistinct' || !WITHOUT_ORDER.has(type)
  if (!fits) refuse(parameter, `"${name}" cannot be used here.`)
}
