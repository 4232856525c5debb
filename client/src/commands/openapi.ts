import { writeFile } from 'node:fs/promises'

import { defineCommand, ENV } from '../command/command.ts'

export const openApi = defineCommand({
  name: 'openapi',
  about: 'write the OpenAPI document of a project, exact for you',
  takes: ['project'],
  options: { output: { value: 'file', about: 'where to; else the standard output' }, ...ENV },
  async run({ args, options: { output, env }, session, terminal, signal }) {
    const document = await (await session.client()).project(args.project, { env }).openApi({ signal })
    const text = `${JSON.stringify(document, null, terminal.isJson ? 0 : 2)}\n`
    if (output === undefined) return terminal.text(text)
    await writeFile(output, text)
    terminal.note(`Wrote ${output}.`)
  },
})
