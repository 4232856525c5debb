import { defineCommand } from '../../command/command.ts'

export const listProjects = defineCommand({
  name: 'projects list',
  about: 'list your projects, the last changed first',
  takes: [],
  options: {},
  async run({ session, terminal, signal }) {
    const projects = await (await session.client()).projects.list({ signal })
    await terminal.rows(projects, ['slug', 'name', 'role', 'publishedAt', 'updatedAt', 'id'])
  },
})
