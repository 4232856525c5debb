import type { ModelView } from '@axiom/shared/document/views'

import type { HeldFiles } from '../files/index.ts'
import type { Contracts } from './contracts.ts'
import { holdCopies } from './files.ts'
import type { RecordStore } from './store.ts'
import type { Env } from './stored.ts'

const BATCH = 1_000

/** What publishing needs to know and do about rows. */
export function createEnvironments({
  store,
  contracts,
  files,
}: {
  store: RecordStore
  contracts: Contracts
  files: HeldFiles
}) {
  /** Page by page in the order of ids; one transaction per page. */
  async function copy(projectId: string, { id: modelId, fields }: ModelView): Promise<void> {
    for await (const rows of store.pages(modelId, 'draft', BATCH))
      await store.transaction(async (session) => {
        await store.insert(modelId, 'live', rows, session)
        await holdCopies(files, { projectId, modelId, env: 'live', fields }, rows, session)
      })
  }

  return {
    /** How many rows an environment has, over all models. */
    async countRows(projectId: string, env: Env): Promise<number> {
      const { models } = await contracts.load(projectId, env)
      const counts = await Promise.all([...models.values()].map(({ model }) => store.count(model.id, env)))
      return counts.reduce((sum, count) => sum + count, 0)
    },

    /** First publish: the draft's rows become the live ones; models that have live rows already are left alone. */
    async copyDraftRows(projectId: string): Promise<void> {
      const { models } = await contracts.load(projectId, 'draft')
      for (const { model } of models.values())
        if ((await store.count(model.id, 'live')) === 0) await copy(projectId, model)
    },
  }
}
