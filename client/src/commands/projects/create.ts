import { TEMPLATES } from '@axiom/shared/contracts/projects'

import { defineCommand } from '../../command/command.ts'

export const createProject = defineCommand({
  name: 'projects create',
  about: 'make a project',
  takes: ['name'],
  options: { template: { choices: TEMPLATES, about: 'what it begins with' } },
  async run({ args, options, session, terminal, signal }) {
    const { template = 'blank' } = options
    const client = await session.client()
    await terminal.one(await client.projects.create({ name: args.name, template }, { signal }), SHOWN)
  },
})

export const SHOWN = ['slug', 'name', 'id', 'appUrl']
