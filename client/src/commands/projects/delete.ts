import { defineCommand, YES } from '../../command/command.ts'

export const deleteProject = defineCommand({
  name: 'projects delete',
  about: 'delete a project for everybody',
  takes: ['project'],
  options: YES,
  async run({ args, options, session, terminal, signal }) {
    const client = await session.client()
    const { id, name } = await session.project(client, args.project)
    if (!options.yes) await terminal.ask.confirm(`Delete the project "${name}" with all its data, for everybody?`)
    await client.projects.delete(id, { signal })
    terminal.note(`Deleted "${name}".`)
  },
})
