import type { FilePage, FileUse, ProjectFile } from '@axiom/shared/contracts/files'
import { AppError } from '@axiom/shared/errors'
import { type CompiledApp, compileApp } from '@axiom/shared/model/app'

import type { Documents } from '../../collaboration/documents.ts'
import type { UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { FileLimits, UploadTarget } from './begin.ts'
import type { Links } from './links.ts'
import { presentAsset } from './present.ts'
import type { Remover } from './remove.ts'
import { ASSET, type FileStore, type StoredFile } from './store.ts'

const PAGE = 60

export interface FileServiceDeps {
  store: FileStore
  access: ProjectAccess
  documents: Documents
  /** What visitors get now. */
  activeApp: (projectId: string) => Promise<CompiledApp | null>
  links: Links
  remove: Remover
  limits: FileLimits
}

/** Files of the project itself. */
export function createFileService({ store, access, documents, activeApp, links, remove, limits }: FileServiceDeps) {
  async function find(projectId: string, id: string): Promise<StoredFile> {
    const file = await store.find(projectId, id)
    if (file?.purpose !== ASSET || file.state === 'uploading' || file.state === 'removing')
      throw new AppError('not_found')
    return file
  }

  return {
    async list(
      actor: UserActor,
      projectId: string,
      { cursor, search = '' }: { cursor?: string | undefined; search?: string | undefined },
    ): Promise<FilePage> {
      await access.authorize(actor, projectId, 'files.list')
      const [found, usage] = await Promise.all([
        store.listAssets(projectId, { before: cursor ?? null, search: search.trim(), limit: PAGE + 1 }),
        store.usage(projectId),
      ])
      const shown = found.slice(0, PAGE)
      const nextCursor = found.length > PAGE ? (shown.at(-1)?._id ?? null) : null
      const { maxBytes: maxSize, quotaBytes: quota } = limits
      return {
        data: shown.map((file) => presentAsset(file, links)),
        meta: { nextCursor, usage: { ...usage, quota, maxSize } },
      }
    },

    async get(actor: UserActor, projectId: string, id: string): Promise<ProjectFile> {
      await access.authorize(actor, projectId, 'files.list')
      return presentAsset(await find(projectId, id), links)
    },

    async uses(actor: UserActor, projectId: string, id: string): Promise<FileUse[]> {
      await access.authorize(actor, projectId, 'files.list')
      const { _id } = await find(projectId, id)
      const draft = await documents.readDocument(projectId, (doc) => compileApp(doc, projectId))
      const live = await activeApp(projectId)
      return [...usesIn(draft, 'draft', _id), ...(live ? usesIn(live, 'live', _id) : [])]
    },

    /** Also where it is shown: whoever deletes it has been told. Records hold on to theirs. */
    async remove(actor: UserActor, projectId: string, id: string): Promise<void> {
      await access.authorize(actor, projectId, 'files.write')
      if (await remove(await find(projectId, id))) return
      throw new AppError('conflict', { message: 'Records hold this file. Take it out of them first.' })
    },

    /** Where a member may put a file of the project itself. */
    async target(actor: UserActor, projectId: string): Promise<UploadTarget> {
      await access.authorize(actor, projectId, 'files.write')
      return { projectId, purpose: ASSET, rules: { accept: [], maxBytes: null } }
    },
  }
}

export type FileService = ReturnType<typeof createFileService>

/** Every widget that names the file's address, wherever it does. */
function usesIn({ nodes, screens }: CompiledApp, env: FileUse['env'], fileId: string): FileUse[] {
  const parents = new Map(nodes.map(({ id, parentId }) => [id, parentId]))
  const screenOf = (id: string): string => {
    const parent = parents.get(id)
    return parent === undefined ? id : screenOf(parent)
  }
  return nodes
    .filter(({ props, styles, bindings }) => JSON.stringify([props, styles, bindings]).includes(`/files/${fileId}`))
    .map((node) => {
      const screenId = screenOf(node.id)
      const screenName = screens.find(({ id }) => id === screenId)?.name ?? ''
      return { env, screenId, screenName, nodeId: node.id, nodeName: node.name }
    })
}
