import type {
  CreateVersionInput,
  ProjectState,
  RestoreVersionInput,
  Version,
  VersionDifference,
} from '@axiom/shared/contracts/versions'
import { applyDifference, diffDocuments } from '@axiom/shared/document/diff'
import type { ProjectDoc, ServerOrigin } from '@axiom/shared/document/projectDoc'
import { AppError } from '@axiom/shared/errors'

import type { UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import { createAutomatic } from './automatic.ts'
import { createKeep, type KeepDeps, type SaveSnapshot } from './keep.ts'
import { presentDifference, presentState, presentVersion } from './present.ts'

export interface VersionServiceDeps extends KeepDeps {
  access: ProjectAccess
}

const ORIGIN: ServerOrigin = { kind: 'server', reason: 'restore' }

export function createVersionService(deps: VersionServiceDeps) {
  const { store, access, documents } = deps
  const keep = createKeep(deps)

  /** The state of a version; throws `not_found`. */
  async function open(projectId: string, id: string): Promise<ProjectDoc> {
    if (!(await store.find(projectId, id))) throw new AppError('not_found')
    return documents.openSnapshot(projectId, id)
  }

  /** What bringing everything back from an earlier state would change now. */
  function differenceTo(projectId: string, past: ProjectDoc): Promise<VersionDifference> {
    return documents.readDocument(projectId, (doc) => presentDifference(doc, past, diffDocuments(doc, past)))
  }

  /** One ordinary edit on top of what is there: others go on working, and the restore itself can be undone by one. */
  async function restoreState(
    actor: UserActor,
    projectId: string,
    { past, scope }: RestoreVersionInput & { past: ProjectDoc },
  ): Promise<Version> {
    await documents.readDocument(projectId, (doc) => demandPart([doc, past], scope))
    const before = await keep(projectId, actor, { label: null, reason: 'restore' })
    const part = scope.kind === 'screen' ? { screenId: scope.id } : scope.kind === 'node' ? { nodeId: scope.id } : {}
    await documents.editDocument(projectId, {
      reason: ORIGIN.reason,
      actorId: actor.userId,
      edit: (doc) => applyDifference(doc, diffDocuments(doc, past, part), ORIGIN),
    })
    return presentVersion(before)
  }

  return {
    differenceTo,
    restoreState,

    noteActivity: createAutomatic({ ...deps, keep }),

    async create(actor: UserActor, projectId: string, { label }: CreateVersionInput): Promise<Version> {
      await access.authorize(actor, projectId, 'versions.create')
      return presentVersion(await keep(projectId, actor, { label, reason: 'manual' }))
    },

    saveForPublish: async (actor: UserActor, projectId: string): Promise<void> => {
      await keep(projectId, actor, { label: null, reason: 'publish' })
    },

    /** Called while the document is being loaded, so it brings its own way to keep the state. */
    saveForMigration: async (projectId: string, saveSnapshot: SaveSnapshot): Promise<void> => {
      await keep(projectId, null, { label: null, reason: 'migration' }, saveSnapshot)
    },

    async list(actor: UserActor, projectId: string): Promise<Version[]> {
      await access.authorize(actor, projectId, 'versions.list')
      return (await store.list(projectId)).map(presentVersion)
    },

    /** What restoring everything would change now. */
    async difference(actor: UserActor, projectId: string, id: string): Promise<VersionDifference> {
      await access.authorize(actor, projectId, 'versions.list')
      return differenceTo(projectId, await open(projectId, id))
    },

    async state(actor: UserActor, projectId: string, id: string): Promise<ProjectState> {
      await access.authorize(actor, projectId, 'versions.list')
      return presentState(await open(projectId, id))
    },

    async restore(actor: UserActor, projectId: string, id: string, { scope }: RestoreVersionInput): Promise<Version> {
      await access.authorize(actor, projectId, 'versions.restore')
      return restoreState(actor, projectId, { past: await open(projectId, id), scope })
    },
  }
}

export type VersionService = ReturnType<typeof createVersionService>

/** Throws `invalid_input` for a part that neither state has. */
function demandPart(docs: readonly ProjectDoc[], scope: RestoreVersionInput['scope']): void {
  if (scope.kind === 'all') return
  const root = scope.kind === 'screen' ? 'screens' : 'nodes'
  if (docs.some((doc) => doc.roots[root].has(scope.id))) return
  const message = `There is no such ${scope.kind}, now or in the version.`
  throw new AppError('invalid_input', { errors: [{ path: 'scope/id', code: 'unknown', message }] })
}
