import { defineCommand } from '../../command/command.ts'
import { Failure } from '../../command/failures.ts'

export const rollbackProject = defineCommand({
  name: 'projects rollback',
  about: 'serve an older release again',
  takes: ['project', 'release?'],
  options: {},
  async run({ args, session, terminal, signal }) {
    const client = await session.client()
    const { id } = await session.project(client, args.project)
    const releases = await client.projects.releases(id, { signal })
    const present = releases.find(({ active }) => active)?.number ?? 0
    const wanted =
      args.release === undefined
        ? releases.find(({ number }) => number < present)
        : releases.find(({ number }) => String(number) === args.release)
    if (!wanted) throw new Failure(`There is no such release. See: axiom projects releases ${args.project}`)
    const release = await client.projects.rollback(id, wanted.id, { signal })
    await terminal.one(release, ['number', 'appUrl', 'id'])
  },
})
