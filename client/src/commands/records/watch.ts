import type { RecordChange, Reset } from '../../changes.ts'
import { defineCommand, ENV } from '../../command/command.ts'

export const watchRecords = defineCommand({
  name: 'records watch',
  about: 'tell changes of records as they happen, until it is stopped',
  takes: ['project', 'collection?'],
  options: {
    since: { value: 'event', about: 'go on behind this event (eventId), up to a day old' },
    ...ENV,
  },
  notes:
    'With --json each line is an event with its record. "reset" means that something may have been missed: read again.',
  async run({ args, options: { since, env }, session, terminal, signal }) {
    const project = (await session.client()).project(args.project, { env })
    const { collection } = args
    const asked = { signal, lastEventId: since, collections: collection === undefined ? undefined : [collection] }
    for await (const change of project.changes(asked)) {
      if (terminal.isJson) await terminal.rows([change])
      else await terminal.text(`${sentenceOf(change)}\n`)
    }
  },
})

function sentenceOf(change: RecordChange | Reset): string {
  if (change.type === 'reset')
    return `reset    ${change.collection === undefined ? 'something may have been missed' : change.collection}: read again`
  return `${change.type.padEnd(7)}  ${change.collection}  ${change.id}  version ${change.version}`
}
