import { defineCommand, ENV } from '../../command/command.ts'
import { readInput } from '../../command/files.ts'
import { parseCount, parseObject } from '../../command/values.ts'

export const updateRecord = defineCommand({
  name: 'records update',
  about: 'change some fields of a record; null empties one',
  takes: ['project', 'collection', 'id', 'json?'],
  options: {
    'if-version': { value: 'n', about: 'only while the record is of this version' },
    ...ENV,
  },
  async run({ args, options, session, terminal, signal }) {
    const { env, 'if-version': version } = options
    const records = (await session.client()).records(args.project, args.collection, { env })
    const values = parseObject(args.json ?? (await readInput('<json>')), 'The change')
    const ifVersion = version === undefined ? undefined : parseCount(version, '--if-version')
    await terminal.one(await records.update(args.id, values, { ifVersion, signal }))
  },
})
