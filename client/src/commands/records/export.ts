import { defineCommand, ENV, SELECTION } from '../../command/command.ts'
import { saveTo, transfer } from '../../command/files.ts'
import { FORMATS, formatOf } from '../../command/formats.ts'
import { parseNames, selectionOf } from '../../command/values.ts'

export const exportRecords = defineCommand({
  name: 'records export',
  about: 'write all records that can be listed, as a file or to the standard output',
  takes: ['project', 'collection'],
  options: {
    output: { value: 'file', about: 'where to; it is there only when it is whole' },
    format: { choices: FORMATS, about: 'if the ending of the file does not say so (csv; with --json ndjson)' },
    ...SELECTION,
    fields: { value: 'fields', about: 'only these, with commas' },
    ...ENV,
  },
  async run({ args, options, session, terminal, signal }) {
    const { env, output } = options
    const format = formatOf(options.format, output, terminal.isJson ? 'ndjson' : 'csv')
    const records = (await session.client()).records(args.project, args.collection, { env })
    const fields = parseNames(options.fields)
    await transfer(
      signal,
      () => (output === undefined ? 'What was written is a part only.' : 'No file was written.'),
      async () => {
        const asked = { format, ...selectionOf(options), fields, signal }
        await saveTo(terminal, await records.export(asked), output)
      },
    )
  },
})
