import { defineCommand, YES } from '../../command/command.ts'

export const revokeKey = defineCommand({
  name: 'keys revoke',
  about: 'end an API key at once',
  takes: ['project', 'key'],
  options: YES,
  async run({ args, options, session, terminal, signal }) {
    const client = await session.client()
    const { id } = await session.project(client, args.project)
    if (!options.yes)
      await terminal.ask.confirm(`Revoke the key ${args.key}? Programs that use it are refused at once.`)
    await client.apiKeys.revoke(id, args.key, { signal })
    terminal.note(`Revoked ${args.key}.`)
  },
})
