import { defineCommand } from '../../command/command.ts'

export const publishProject = defineCommand({
  name: 'projects publish',
  about: 'freeze a project as it is now and serve it to visitors',
  takes: ['project'],
  options: {
    'copy-rows': { about: 'the first time: the rows of the editor come along' },
    'on-misfit': { choices: ['empty', 'default'], about: 'what becomes of values that a changed field cannot take' },
  },
  async run({ args, options, session, terminal, signal }) {
    const client = await session.client()
    const { id } = await session.project(client, args.project)
    const onMisfit = options['on-misfit']
    const input = { copyDraftRows: options['copy-rows'] ?? false, ...(onMisfit && { onMisfit }) }
    const release = await client.projects.publish(id, input, { signal })
    const { warnings } = await client.projects.checkPublish(id, { signal })
    for (const { nodeName, operation, ruledName } of warnings)
      terminal.note(`Visitors will be refused: "${nodeName}" may not ${operation} ${ruledName}.`)
    await terminal.one(release, ['number', 'appUrl', 'id'])
  },
})
