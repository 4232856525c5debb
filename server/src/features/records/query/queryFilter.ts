import type { Filter } from '../../../platform/db/port.ts'
import { type Asking, scopeOf } from '../policy.ts'
import { rowsOf } from '../stored.ts'
import type { Hop, Query } from './ast.ts'
import { refuse } from './parseFilter.ts'
import { pathOf, testFilter } from './toFilter.ts'

/**
 * What a caller asks for as a filter of the store. A target's own rules decide which of its records may be asked about. Throws
 * `invalid_filter`.
 */
export function queryFilter(asking: Asking, query: Query): Filter {
  if (query.kind === 'test') return testFilter(query)
  if (query.kind === 'hop') return hopFilter(asking, query)
  if (query.parts.length === 0) return {}
  return { [query.kind === 'and' ? '$and' : '$or']: query.parts.map((part) => queryFilter(asking, part)) }
}

function hopFilter(asking: Asking, { link, test, path }: Hop): Filter {
  const { model } = link.target
  const scope = scopeOf(asking, link.target, 'list')
  if (!scope) return refuse(path, `The rules of ${model.label} do not let you ask for its values.`)
  const filter = { $and: [scope.filter, testFilter(test)] }
  const { collection } = rowsOf(asking, model)
  return { [pathOf({ kind: 'field', field: link.field })]: { $refersTo: { collection, filter } } }
}
