import { defineCommand } from '../../command/command.ts'

export const listKeys = defineCommand({
  name: 'keys list',
  about: 'list the API keys of a project',
  takes: ['project'],
  options: {},
  async run({ args, session, terminal, signal }) {
    const client = await session.client()
    const { id } = await session.project(client, args.project)
    const keys = await client.apiKeys.list(id, { signal })
    await terminal.rows(keys, ['id', 'name', 'prefix', 'scopes', 'expiresAt', 'lastUsedAt'])
  },
})
