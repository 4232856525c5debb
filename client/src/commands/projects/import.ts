import { defineCommand } from '../../command/command.ts'
import { openFile, transfer } from '../../command/files.ts'
import { SHOWN } from './create.ts'

export const importProject = defineCommand({
  name: 'projects import',
  about: 'make a new project of such a file',
  takes: ['file?'],
  options: {},
  async run({ args, session, terminal, signal }) {
    const client = await session.client()
    const { body, sent } = await openFile(terminal, args.file)
    const { project, rows, files, dropped } = await transfer(
      signal,
      () => `${sent()} were sent. See with "axiom projects list" whether the project was made.`,
      () => client.projects.import(body, { signal }),
    )
    await terminal.one({ ...project, rows, files, dropped }, [...SHOWN, 'rows', 'files', 'dropped'])
  },
})
