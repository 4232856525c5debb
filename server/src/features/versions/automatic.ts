import type { Author, Keep, KeepDeps } from './keep.ts'
import { versionsToThin } from './thin.ts'

/** Edits since the last automatic version before another one is due. */
const ACTIVITY_MS = 10 * 60_000

/** Versions that nobody asks for: to be told of each edit. */
export function createAutomatic({ store, documents, now, keep }: KeepDeps & { keep: Keep }) {
  const lastActivity = new Map<string, number>()

  async function thin(projectId: string): Promise<void> {
    const old = versionsToThin(await store.list(projectId), now())
    if (old.length === 0) return
    await store.remove(projectId, old)
    await documents.deleteSnapshots(projectId, old)
  }

  /** Every process counts the edits that were made at it. */
  async function isKeptElsewhere(projectId: string, at: number): Promise<boolean> {
    const versions = await store.list(projectId)
    return versions.some(
      ({ reason, createdAt }) => reason === 'activity' && at - Date.parse(createdAt) < ACTIVITY_MS / 2,
    )
  }

  /** After ten minutes of edits the state is kept, and old automatic versions are thinned; only then somebody asks who it was. */
  return async (projectId: string, authorOf: () => Promise<Author>): Promise<void> => {
    const at = now()
    const last = lastActivity.get(projectId)
    lastActivity.set(projectId, last ?? at)
    if (last === undefined || at - last < ACTIVITY_MS) return
    lastActivity.set(projectId, at)
    if (await isKeptElsewhere(projectId, at)) return
    await keep(projectId, await authorOf(), { label: null, reason: 'activity' })
    await thin(projectId)
  }
}
