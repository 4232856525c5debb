import { writeFile } from 'node:fs/promises'

import { defineCommand, ENV } from '../command/command.ts'
import { typesOf } from '../typesOf.ts'

export const types = defineCommand({
  name: 'types',
  about: 'write TypeScript for the collections of a project, as far as you may use them',
  takes: ['project'],
  options: { output: { value: 'file', about: 'where to; else the standard output' }, ...ENV },
  async run({ args, options: { output, env }, session, terminal, signal }) {
    const text = typesOf(await (await session.client()).project(args.project, { env }).openApi({ signal }))
    if (output === undefined) return terminal.text(text)
    await writeFile(output, text)
    terminal.note(`Wrote ${output}.`)
  },
})
