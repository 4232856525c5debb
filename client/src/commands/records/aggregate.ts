import { isObject } from '@axiom/shared/json'

import { defineCommand, ENV, SELECTION } from '../../command/command.ts'
import { parseNames, selectionOf } from '../../command/values.ts'

export const aggregateRecords = defineCommand({
  name: 'records aggregate',
  about: 'count, sum and group records',
  takes: ['project', 'collection'],
  options: {
    'group-by': { value: 'fields', about: 'one row for each combination of these, with commas' },
    sum: { value: 'fields', about: 'sums of these, with commas' },
    avg: { value: 'fields', about: 'averages' },
    min: { value: 'fields', about: 'smallest values' },
    max: { value: 'fields', about: 'largest values' },
    'count-distinct': { value: 'fields', about: 'how many different values' },
    ...SELECTION,
    ...ENV,
  },
  async run({ args, options, session, terminal, signal }) {
    const { env, sum, avg, min, max } = options
    const records = (await session.client()).records(args.project, args.collection, { env })
    const groups = await records.aggregate({
      ...selectionOf(options),
      groupBy: parseNames(options['group-by']),
      sum: parseNames(sum),
      avg: parseNames(avg),
      min: parseNames(min),
      max: parseNames(max),
      countDistinct: parseNames(options['count-distinct']),
      signal,
    })
    await terminal.rows(terminal.isJson ? groups : groups.map(flat))
  },
})

/** `{group: {status: 'New'}, count: 2, sum: {total: 5}}` → `{status: 'New', count: 2, 'sum total': 5}`. */
function flat({ group, count, ...results }: Record<string, unknown>): Record<string, unknown> {
  const named = Object.entries(results).flatMap(([name, fields]) =>
    isObject(fields) ? Object.entries(fields).map(([field, value]) => [`${name} ${field}`, value] as const) : [],
  )
  return { ...(isObject(group) ? group : {}), count, ...Object.fromEntries(named) }
}
