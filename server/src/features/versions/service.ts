import type {
  CreateVersionInput,
  RestoreVersionInput,
  Version,
  VersionDifference,
} from '@axiom/shared/contracts/versions'
import { compareNodes } from '@axiom/shared/document/compareNodes'
import { applyDifference, countDifference, diffDocuments, type Difference } from '@axiom/shared/document/diff'
import { parseScreen } from '@axiom/shared/document/parseScreen'
import type { ProjectDoc, ServerOrigin } from '@axiom/shared/document/projectDoc'
import { ancestorsOf, readTree } from '@axiom/shared/document/tree'
import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'

import type { Documents } from '../../collaboration/documents.ts'
import type { UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { StoredVersion, VersionStore } from './store.ts'
import { versionsToThin } from './thin.ts'

/** Nodes that a difference names one by one. */
const NODES_SHOWN = 500
/** Edits since the last automatic version before another one is due. */
const ACTIVITY_MS = 10 * 60_000

export interface VersionServiceDeps {
  store: VersionStore
  access: ProjectAccess
  documents: Documents
  now: () => number
}

/** Keeps the document's state under an id; gives its size in bytes. */
type SaveSnapshot = (snapshotId: string) => Promise<number>

type Author = Pick<UserActor, 'userId' | 'name'> | null

export function createVersionService({ store, access, documents, now }: VersionServiceDeps) {
  const lastActivity = new Map<string, number>()

  async function save(
    projectId: string,
    author: Author,
    what: Pick<StoredVersion, 'label' | 'reason'>,
    saveSnapshot: SaveSnapshot = (id) => documents.saveSnapshot(projectId, id),
  ): Promise<StoredVersion> {
    const id = newId()
    const version: StoredVersion = {
      _id: id,
      projectId,
      ...what,
      authorId: author?.userId ?? null,
      authorName: author?.name ?? '',
      createdAt: new Date(now()).toISOString(),
      bytes: await saveSnapshot(id),
    }
    await store.insert(version)
    return version
  }

  async function get(projectId: string, id: string): Promise<StoredVersion> {
    const version = await store.find(projectId, id)
    if (!version) throw new AppError('not_found')
    return version
  }

  return {
    async create(actor: UserActor, projectId: string, input: CreateVersionInput): Promise<Version> {
      await access.authorize(actor, projectId, 'versions.create')
      return present(await save(projectId, actor, { label: input.label, reason: 'manual' }))
    },

    saveForPublish: async (actor: UserActor, projectId: string): Promise<void> => {
      await save(projectId, actor, { label: null, reason: 'publish' })
    },

    /** Called while the document is being loaded, so it brings its own way to keep the state. */
    saveForMigration: async (projectId: string, saveSnapshot: SaveSnapshot): Promise<void> => {
      await save(projectId, null, { label: null, reason: 'migration' }, saveSnapshot)
    },

    async list(actor: UserActor, projectId: string): Promise<Version[]> {
      await access.authorize(actor, projectId, 'versions.list')
      return (await store.list(projectId)).map(present)
    },

    /** What restoring everything would change now. */
    async difference(actor: UserActor, projectId: string, id: string): Promise<VersionDifference> {
      await access.authorize(actor, projectId, 'versions.list')
      await get(projectId, id)
      const past = await documents.openSnapshot(projectId, id)
      return documents.readDocument(projectId, (doc) => describe(doc, past, diffDocuments(doc, past)))
    },

    /** Restores as one ordinary edit on top of what is there: others go on working, and the restore itself can be undone by one. */
    async restore(actor: UserActor, projectId: string, id: string, { scope }: RestoreVersionInput): Promise<Version> {
      await access.authorize(actor, projectId, 'versions.restore')
      await get(projectId, id)
      const past = await documents.openSnapshot(projectId, id)
      const before = await save(projectId, actor, { label: null, reason: 'restore' })
      const part = scope.kind === 'screen' ? { screenId: scope.id } : scope.kind === 'node' ? { nodeId: scope.id } : {}
      const origin: ServerOrigin = { kind: 'server', reason: 'restore' }
      await documents.editDocument(projectId, {
        reason: origin.reason,
        actorId: actor.userId,
        edit: (doc) => applyDifference(doc, diffDocuments(doc, past, part), origin),
      })
      return present(before)
    },

    /** After ten minutes of edits the state is kept by itself, and old automatic versions are thinned. */
    async noteActivity(projectId: string, author: Author): Promise<void> {
      const at = now()
      const last = lastActivity.get(projectId)
      lastActivity.set(projectId, last ?? at)
      if (last === undefined || at - last < ACTIVITY_MS) return
      lastActivity.set(projectId, at)
      await save(projectId, author, { label: null, reason: 'activity' })
      const old = versionsToThin(await store.list(projectId), at)
      if (old.length === 0) return
      await store.remove(projectId, old)
      await documents.deleteSnapshots(projectId, old)
    },
  }
}

export type VersionService = ReturnType<typeof createVersionService>

function present({ _id: id, label, reason, authorId, authorName, createdAt, bytes }: StoredVersion): Version {
  return { id, label, reason, authorId, authorName, createdAt, bytes }
}

function describe(doc: ProjectDoc, past: ProjectDoc, difference: Difference): VersionDifference {
  const { added, changed, removed, rows } = countDifference(difference)
  const trees = [readTree(doc), readTree(past)]
  const perScreen = new Map<string, number>()
  for (const [id, root] of rows) {
    const screen =
      root === 'screens' ? id : trees.map((tree) => ancestorsOf(tree, id).at(-1)).find((top) => top !== undefined)
    if (screen !== undefined) perScreen.set(screen, (perScreen.get(screen) ?? 0) + 1)
  }
  const screens = [...perScreen].flatMap(([id, changes]) => {
    const row = doc.roots.screens.get(id) ?? past.roots.screens.get(id)
    return row ? [{ id, name: parseScreen(id, row).name, changes }] : []
  })
  return { added, changed, removed, screens, nodes: compareNodes(doc, past).slice(0, NODES_SHOWN) }
}
