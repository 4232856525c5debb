import type { DataSource, DataSourceInput, SourceConfig } from '@axiom/shared/contracts/dataSources'
import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'

import type { UserActor } from '../auth/index.ts'
import { demandSecretAgain, invalid } from './destination.ts'
import { gapsLeft } from './gaps.ts'
import { getSource } from './getSource.ts'
import { newSource } from './newSource.ts'
import { presentSource } from './present.ts'
import { createQuestions, type SourceServiceDeps } from './questions.ts'
import type { StoredSource } from './store.ts'

/** Data sources of projects: for those who may edit the project. */
export function createSourceService(deps: SourceServiceDeps) {
  const { store, access, runner, files, sealer, now } = deps
  const instant = (): string => new Date(now()).toISOString()

  const get = (actor: UserActor, id: string): Promise<StoredSource> => getSource({ store, access }, actor, id)

  async function change(source: StoredSource, $set: Partial<StoredSource>): Promise<DataSource> {
    const changed = await store.update(source.projectId, source._id, {
      // Parsed by the contract: plain JSON.
      $set: { ...($set as Record<string, never>), revision: newId(), updatedAt: instant() },
      $inc: { cacheVersion: 1 },
    })
    if (!changed) throw new AppError('not_found')
    await runner.forget(source._id)
    return presentSource(changed)
  }

  return {
    ...createQuestions(deps, get),

    async list(actor: UserActor, projectId: string): Promise<DataSource[]> {
      await access.authorize(actor, projectId, 'dataSources.manage')
      return (await store.list(projectId)).map(presentSource)
    },

    async get(actor: UserActor, id: string): Promise<DataSource> {
      return presentSource(await get(actor, id))
    },

    async create(actor: UserActor, projectId: string, input: DataSourceInput): Promise<DataSource> {
      await access.authorize(actor, projectId, 'dataSources.manage')
      const { name, config, readOnly, secret } = input
      const made = newSource({ projectId, name, config, readOnly, instant: instant() })
      const source = { ...made, secret: secret ? sealer.seal(secret, made._id) : null }
      await store.insert(source)
      return presentSource(source)
    },

    async update(
      actor: UserActor,
      id: string,
      { name, config, readOnly, secret, complete }: DataSourceInput,
    ): Promise<DataSource> {
      const source = await get(actor, id)
      if (config.type !== source.config.type)
        throw invalid('config/type', 'A source cannot become one of another type. Connect a new one.')
      demandSecretAgain(source, config, secret)
      return change(source, {
        name,
        config,
        readOnly,
        ...(source.lacks && { lacks: gapsLeft(source, { config, secret, complete }) }),
        ...(secret === undefined ? {} : { secret: secret === null ? null : sealer.seal(secret, id) }),
      })
    },

    async remove(actor: UserActor, id: string): Promise<void> {
      const { projectId } = await get(actor, id)
      await store.remove(projectId, id)
      await runner.forget(id)
    },

    async upload(
      actor: UserActor,
      id: string,
      upload: { name: string; read: () => Promise<Uint8Array> },
    ): Promise<DataSource> {
      const source = await get(actor, id)
      if (!isUploaded(source.config)) throw invalid('', 'This source has no file: it is a server.')
      const file = await files.keep(source, upload.name || `rows.${source.config.type}`, await upload.read())
      const changed = await change(source, { file })
      await store.dropFiles(id, file.revision)
      return changed
    },
  }
}

export type SourceService = ReturnType<typeof createSourceService>

function isUploaded({ type }: SourceConfig): boolean {
  return type === 'sqlite' || type === 'csv' || type === 'json'
}
