import type { Collaboration, CollaborationDeps } from './collaboration.ts'
import { Door } from './door.ts'
import { openProjectLog } from './storage/openProjectLog.ts'

/**
 * The second door beside HTTP: WebSocket `/collaboration`, and the server's own way to the documents. Rejects, saying what to do,
 * when the log cannot be opened and written.
 */
export async function createCollaboration(deps: CollaborationDeps): Promise<Collaboration> {
  return new Door({ ...deps, store: deps.store ?? (await openProjectLog(deps)) })
}
