import { isObject } from '@axiom/shared/json'

import { defineCommand, ENV } from '../../command/command.ts'
import { UsageError } from '../../command/failures.ts'
import { readInput } from '../../command/files.ts'
import { parseJson } from '../../command/values.ts'

export const createRecord = defineCommand({
  name: 'records create',
  about: 'make a record, or of a list up to 1,000: all or none',
  takes: ['project', 'collection', 'json?'],
  options: ENV,
  notes: `axiom records create shop orders '{"customer": "Ada", "product": "Tea"}'`,
  async run({ args, options: { env }, session, terminal, signal }) {
    const records = (await session.client()).records(args.project, args.collection, { env })
    const input = parseJson(args.json ?? (await readInput('<json>')), 'The record')
    if (Array.isArray(input)) return terminal.rows(await records.create(input as Record<string, unknown>[], { signal }))
    if (!isObject(input)) throw new UsageError('A record is an object, as {"name": "value"}, or a list of such.')
    await terminal.one(await records.create(input, { signal }))
  },
})
