import type { FieldMisfits, OnMisfit } from '@axiom/shared/contracts/misfits'
import type { ModelView } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'
import { compileModels } from '@axiom/shared/model/compile'

import type { UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { Contracts } from './contracts.ts'
import type { Conversion } from './convert.ts'
import { findMisfits } from './misfits.ts'
import type { RecordStore } from './store.ts'
import type { Env } from './stored.ts'

export interface ModelServiceDeps {
  store: RecordStore
  contracts: Contracts
  access: ProjectAccess
  convert: (conversion: Conversion) => Promise<void>
}

export interface Which {
  projectId: string
  modelId: string
  env: Env
}

/** What changing a model means to the rows that it has. */
export function createModelService({ store, contracts, access, convert }: ModelServiceDeps) {
  return {
    convert,

    /** Of the rows of those of these models that are named, before they are the contract. */
    async misfitsOf(
      { projectId, env }: { projectId: string; env: Env },
      models: readonly ModelView[],
      named: ReadonlySet<string>,
    ): Promise<FieldMisfits[]> {
      const home = { project: await access.get(projectId), env }
      const found: FieldMisfits[] = []
      for (const compiled of compileModels(models).models.values())
        if (named.has(compiled.model.id)) found.push(...(await findMisfits(store, home, compiled)))
      return found
    },

    /** Of one model's rows; for who can change it. */
    async misfits(actor: UserActor, { projectId, modelId, env }: Which): Promise<FieldMisfits[]> {
      await access.authorize(actor, projectId, 'document.write')
      const { models } = await contracts.load(projectId, env)
      const compiled = [...models.values()].find(({ model }) => model.id === modelId)
      if (!compiled) throw new AppError('not_found')
      return findMisfits(store, { project: await access.get(projectId), env }, compiled)
    },

    async convertModel(actor: UserActor, which: Which, onMisfit: OnMisfit): Promise<void> {
      await access.authorize(actor, which.projectId, 'document.write')
      await convert({ ...which, onMisfit })
    },
  }
}
