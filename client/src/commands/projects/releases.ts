import { defineCommand } from '../../command/command.ts'

export const listReleases = defineCommand({
  name: 'projects releases',
  about: 'list what was published, the newest first',
  takes: ['project'],
  options: {},
  async run({ args, session, terminal, signal }) {
    const client = await session.client()
    const { id } = await session.project(client, args.project)
    const releases = await client.projects.releases(id, { signal })
    await terminal.rows(releases, ['number', 'active', 'createdAt', 'authorName', 'id'])
  },
})
