import { defineCommand, ENV } from '../../command/command.ts'
import { Failure } from '../../command/failures.ts'
import { openFile, transfer } from '../../command/files.ts'
import { FORMATS, formatOf } from '../../command/formats.ts'

export const importRecords = defineCommand({
  name: 'records import',
  about: 'take in a file of records (CSV, JSON, NDJSON) of any size, line by line',
  takes: ['project', 'collection', 'file?'],
  options: {
    format: { choices: FORMATS, about: 'of the file, if its ending does not say so' },
    upsert: { value: 'field', about: 'change what has the same value of this unique field' },
    'dry-run': { about: 'check everything, keep nothing' },
    ...ENV,
  },
  notes: `Each line stands by itself: those that are wrong are told, the others are taken. What was taken before a connection
broke or somebody stopped it stays; with --upsert it can be repeated without doubles.`,
  async run({ args, options, session, terminal, signal }) {
    const { env, upsert, 'dry-run': dryRun = false } = options
    const format = formatOf(options.format, args.file)
    const records = (await session.client()).records(args.project, args.collection, { env })
    const { body, sent } = await openFile(terminal, args.file)
    const { errors, ...report } = await transfer(
      signal,
      () => `${sent()} were sent. Rows that were taken stay: repeat it with --upsert <field>.`,
      () => records.import(body, { format, dryRun, signal, upsert }),
    )
    for (const { line, path, message } of errors) terminal.note(`line ${line}: ${path} ${message}`)
    await terminal.one(terminal.isJson ? { ...report, errors } : report)
    if (report.failed > 0) throw new Failure(`${report.failed} of ${report.lines} lines were not taken.`)
  },
})
