import { defineCommand } from '../../command/command.ts'
import { saveTo, transfer } from '../../command/files.ts'

export const exportProject = defineCommand({
  name: 'projects export',
  about: 'save a project as a file',
  takes: ['project'],
  options: {
    output: { value: 'file', about: 'where to; else the address of the project with .axiom' },
    rows: { choices: ['none', 'draft', 'live'], about: 'rows of these data come along' },
    files: { about: 'its files come along' },
  },
  async run({ args, options, session, terminal, signal }) {
    const client = await session.client()
    const { id, slug } = await session.project(client, args.project)
    const { output = `${slug}.axiom`, rows = 'none', files = false } = options
    await transfer(
      signal,
      () => 'No file was written.',
      async () => saveTo(terminal, await client.projects.export(id, { rows, files, signal }), output),
    )
  },
})
