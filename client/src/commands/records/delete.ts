import { defineCommand, ENV, YES } from '../../command/command.ts'

export const deleteRecord = defineCommand({
  name: 'records delete',
  about: 'delete a record',
  takes: ['project', 'collection', 'id'],
  options: { ...YES, ...ENV },
  async run({ args, options: { yes, env }, session, terminal, signal }) {
    const records = (await session.client()).records(args.project, args.collection, { env })
    if (!yes) await terminal.ask.confirm(`Delete ${args.id} of ${args.collection}?`)
    await records.delete(args.id, { signal })
    terminal.note(`Deleted ${args.id}.`)
  },
})
