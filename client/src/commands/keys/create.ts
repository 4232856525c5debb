import { defineCommand } from '../../command/command.ts'
import { parseCount } from '../../command/values.ts'

export const createKey = defineCommand({
  name: 'keys create',
  about: 'make an API key; its secret is shown this once',
  takes: ['project', 'name'],
  options: {
    scope: {
      value: 'scope',
      many: true,
      about: 'what it may: read:*, write:*, or with the id of a model; collaborate (read:*)',
    },
    days: { value: 'n', about: 'when it ends (90)' },
    forever: { about: 'it does not end until it is revoked' },
  },
  async run({ args, options, session, terminal, signal }) {
    const client = await session.client()
    const { id } = await session.project(client, args.project)
    const { scope: scopes = ['read:*'], days = '90', forever = false } = options
    const expiresInDays = forever ? null : parseCount(days, '--days')
    const key = await client.apiKeys.create(id, { name: args.name, scopes, expiresInDays }, { signal })
    await terminal.one(key, ['id', 'name', 'scopes', 'expiresAt', 'secret'])
    terminal.note('Keep the secret now: nobody can show it again.')
  },
})
