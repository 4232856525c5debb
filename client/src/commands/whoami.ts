import { defineCommand } from '../command/command.ts'

export const whoami = defineCommand({
  name: 'whoami',
  about: 'say who asks which server',
  takes: [],
  options: {},
  async run({ session, terminal, signal }) {
    const server = await session.url()
    if (session.hasKey) return terminal.one({ server, key: 'an API key, from AXIOM_KEY' })
    const { name, email, role } = await (await session.client()).me({ signal })
    await terminal.one({ server, name, email, role })
  },
})
