import type { ModelView } from '@axiom/shared/document/views'

import type { HeldFiles } from '../files/index.ts'
import type { ProjectAccess, ResolvedProject } from '../projects/index.ts'
import type { Contracts } from './contracts.ts'
import { holdCopies } from './files.ts'
import type { RecordStore } from './store.ts'
import { type Env, rowsOf } from './stored.ts'

const BATCH = 1_000

/** What publishing needs to know and do about rows. */
export function createEnvironments({
  store,
  contracts,
  access,
  files,
}: {
  store: RecordStore
  contracts: Contracts
  access: ProjectAccess
  files: HeldFiles
}) {
  /** Page by page in the order of ids; one transaction per page. */
  async function copy(project: ResolvedProject, model: ModelView): Promise<void> {
    const [draft, live] = [rowsOf({ project, env: 'draft' }, model), rowsOf({ project, env: 'live' }, model)]
    const copied = { projectId: project.id, modelId: model.id, env: 'live' as const, fields: model.fields }
    // Not yet with unique indexes: rows of a draft may contradict them.
    await store.makeCollection(live)
    for await (const rows of store.pages(draft, BATCH))
      await store.transaction(async (session) => {
        await store.insert(live, rows, session)
        await holdCopies(files, copied, rows, session)
      })
  }

  return {
    /** How many rows an environment has, over all models. */
    async countRows(projectId: string, env: Env): Promise<number> {
      const { models } = await contracts.load(projectId, env)
      const home = { project: await access.get(projectId), env }
      const counts = await Promise.all([...models.values()].map(({ model }) => store.count(rowsOf(home, model))))
      return counts.reduce((sum, count) => sum + count, 0)
    },

    /** First publish: the draft's rows become the live ones; models that have live rows already are left alone. */
    async copyDraftRows(projectId: string): Promise<void> {
      const { models } = await contracts.load(projectId, 'draft')
      const project = await access.get(projectId)
      for (const { model } of models.values())
        if ((await store.count(rowsOf({ project, env: 'live' }, model))) === 0) await copy(project, model)
    },
  }
}
