import type { Collaboration, CollaborationDeps } from './collaboration.ts'
import { Door } from './door.ts'
import { SqliteChunkStore } from './storage/sqliteChunkStore.ts'

/**
 * The second door beside HTTP: WebSocket `/collaboration`, and the server's own way to the documents. Rejects, saying what to do,
 * when the log cannot be opened and written.
 */
export async function createCollaboration(deps: CollaborationDeps): Promise<Collaboration> {
  return new Door({ ...deps, store: deps.store ?? (await SqliteChunkStore.open(deps.dataDir)) })
}
