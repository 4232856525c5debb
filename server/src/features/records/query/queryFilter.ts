import type { Rule } from '@axiom/shared/rules/ast'

import type { Filter } from '../../../platform/db/port.ts'
import { type Asking, conditionFilter, scopeOf } from '../policy.ts'
import { rowsOf } from '../stored.ts'
import type { Hop, Query, Test } from './ast.ts'
import { refuse } from './parseFilter.ts'
import { pathOf, testFilter } from './toFilter.ts'

/**
 * What a caller asks for as a filter of the store. A target's own rules decide which of its records may be asked about. Throws
 * `invalid_filter`.
 */
export function queryFilter(asking: Asking, query: Query): Filter {
  if (query.kind === 'test') return knownFilter(asking, query)
  if (query.kind === 'hop') return hopFilter(asking, query)
  if (query.parts.length === 0) return {}
  return { [query.kind === 'and' ? '$and' : '$or']: query.parts.map((part) => queryFilter(asking, part)) }
}

/** What somebody sees in some records only counts for him in those. */
function knownFilter(asking: Asking, test: Test): Filter {
  const when = test.target.kind === 'field' ? test.target.when : null
  return both(asking, when ?? null, testFilter(test))
}

function both(asking: Asking, when: Rule | null, filter: Filter): Filter {
  return when ? { $and: [filter, conditionFilter(asking, when)] } : filter
}

function hopFilter(asking: Asking, { link, when, test, path }: Hop): Filter {
  const { model } = link.target
  const scope = scopeOf(asking, link.target, 'list')
  if (!scope) return refuse(path, `The rules of ${model.label} do not let you ask for its values.`)
  const filter = { $and: [scope.filter, knownFilter(asking, test)] }
  const reference = { ...rowsOf(asking, model), filter }
  return both(asking, when, { [pathOf({ kind: 'field', field: link.field })]: { $refersTo: reference } })
}
