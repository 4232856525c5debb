import { defineCommand, ENV } from '../../command/command.ts'
import { parseNames } from '../../command/values.ts'

export const getRecord = defineCommand({
  name: 'records get',
  about: 'show one record',
  takes: ['project', 'collection', 'id'],
  options: { expand: { value: 'relations', about: 'related records, with commas' }, ...ENV },
  async run({ args, options, session, terminal, signal }) {
    const { env } = options
    const records = (await session.client()).records(args.project, args.collection, { env })
    await terminal.one(await records.get(args.id, { expand: parseNames(options.expand), signal }))
  },
})
