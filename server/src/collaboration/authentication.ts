import { can } from '@axiom/shared/access/roles'
import { SCHEMA_VERSION } from '@axiom/shared/document/schema'
import { AppError, ERRORS } from '@axiom/shared/errors'
import { CLOSE_CODES } from '@axiom/shared/protocol/closeCodes'

import type { CollaborationDeps } from './collaboration.ts'
import type { EditorSocket } from './editorSocket.ts'

/** What Hocuspocus answers with; without a message, or it would print it. */
export class Denied extends Error {
  override readonly name = 'Denied'
  readonly reason: string

  constructor(reason: string) {
    super('')
    this.reason = reason
  }
}

export type AuthenticationDeps = Pick<CollaborationDeps, 'verifyToken' | 'roleOf' | 'log'> & {
  /** Grows with each change of somebody's rights. */
  rightsRevision: () => number
  hasRoomFor: (socket: EditorSocket) => boolean
  /** Keeps the document for a while, so that it cannot be unloaded under the connection being made; nobody waits for one that has to be loaded. */
  keep: (projectId: string) => Promise<void>
}

/** Who the socket is and what it may do; the only place where that is decided [C13]. Throws `Denied` and ends the socket. */
export async function authenticate(socket: EditorSocket, token: string, deps: AuthenticationDeps): Promise<void> {
  try {
    // Rights that changed while we looked may not have met this socket: look again.
    for (let before = -1; before !== deps.rightsRevision();) {
      before = deps.rightsRevision()
      socket.user = await deps.verifyToken(token)
      const role = await deps.roleOf(socket.user.userId, socket.projectId)
      if (role === null) throw new AppError('not_found')
      if (!deps.hasRoomFor(socket)) throw new AppError('rate_limited')
      socket.readOnly = !can(role, 'document.write')
      await deps.keep(socket.projectId)
      // Any other Yjs client says nothing about layouts; the gate knows what it may write.
      if ((socket.schema ?? SCHEMA_VERSION) !== SCHEMA_VERSION) throw new AppError('schema_too_old')
    }
  } catch (error) {
    throw deny(socket, error, deps)
  }
  if (socket.ended) throw new Denied('unavailable')
  socket.admit()
}

function deny(socket: EditorSocket, error: unknown, { log }: AuthenticationDeps): Denied {
  const entry = error instanceof AppError ? ERRORS[error.code] : null
  if (error instanceof AppError && entry !== null && 'close' in entry) {
    // Hocuspocus says "denied" and leaves the socket open; the close follows that message.
    setImmediate(() => socket.end(entry.close, error.code))
    return new Denied(error.code)
  }
  log.error({ err: error, projectId: socket.projectId }, 'a collaboration socket could not be authenticated')
  socket.end(CLOSE_CODES.tryLater, 'unavailable')
  return new Denied('unavailable')
}
