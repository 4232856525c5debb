import { AppError } from '@axiom/shared/errors'
import type { CompiledModel } from '@axiom/shared/model/compile'

import type { Accumulators } from '../../platform/db/port.ts'
import { findTarget } from './query/parseFilter.ts'
import { parseFilters, parseNames, parseSearch } from './query/parseList.ts'
import { pathOf, searchFilter, toFilter } from './query/toFilter.ts'
import type { Target } from './service.ts'
import type { RecordStore } from './store.ts'

const FUNCTIONS = ['sum', 'avg', 'min', 'max', 'countDistinct'] as const

type Params = Record<string, string | string[] | undefined>

/** `groupBy=status&sum=total`: one row per group, `{group: {status}, count, sum: {total}}`. */
export async function aggregate(store: RecordStore, at: Target, params: Params) {
  const { compiled, env } = at
  const groupBy = parseNames(compiled, params, 'groupBy')
  const wanted = FUNCTIONS.flatMap((name) => parseNames(compiled, params, name).map((field) => ({ name, field })))
  for (const { name, field } of wanted) if (name === 'sum' || name === 'avg') demandNumber(compiled, name, field)
  const accumulators: Accumulators = { count: { $sum: 1 } }
  for (const [i, { name, field }] of wanted.entries()) {
    const path = pathOf(findTarget(compiled, field))
    Object.assign(accumulators, { [`r${i}`]: { [`$${name}`]: path } })
  }
  const filter = { $and: [toFilter(parseFilters(compiled, params)), searchFilter(compiled, parseSearch(params))] }
  const paths = groupBy.map((name) => pathOf(findTarget(compiled, name)))
  const rows = await store.group(compiled.model.id, env, filter, paths, accumulators, { limit: 1_000 })
  return rows.map((row) => {
    const keys = row['_id'] as Record<string, unknown>
    const results: Record<string, Record<string, unknown>> = {}
    for (const [i, { name, field }] of wanted.entries()) (results[name] ??= {})[field] = row[`r${i}`] ?? null
    return {
      group: Object.fromEntries(groupBy.map((name, i) => [name, keys[paths[i] ?? ''] ?? null])),
      count: row['count'],
      ...results,
    }
  })
}

function demandNumber(compiled: CompiledModel, parameter: string, name: string): void {
  const type = compiled.byName.get(name)?.type
  if (type === 'integer' || type === 'number') return
  throw new AppError('invalid_filter', {
    errors: [{ path: parameter, code: 'type', message: `"${name}" holds no numbers.` }],
  })
}
