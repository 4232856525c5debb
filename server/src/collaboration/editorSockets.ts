import { CLOSE_CODES } from '@axiom/shared/protocol/closeCodes'

import type { CollaborationUser, SocketLimits } from './collaboration.ts'
import type { Documents } from './documents.ts'
import type { EditorSocket } from './editorSocket.ts'

const CLOSE_MS = 1_500

const LIMITS: SocketLimits = { perDocument: 5_000, perUser: 500 }

type Match = Parameters<Documents['closeSockets']>[0]

/** All open sockets. */
export class EditorSockets {
  readonly #limits: SocketLimits
  readonly #sockets = new Set<EditorSocket>()
  #rightsRevision = 0

  constructor(limits: SocketLimits = LIMITS) {
    this.#limits = limits
  }

  /** Grows with each change of somebody's rights. */
  get rightsRevision(): number {
    return this.#rightsRevision
  }

  add(socket: EditorSocket): void {
    this.#sockets.add(socket)
  }

  delete(socket: EditorSocket): void {
    this.#sockets.delete(socket)
  }

  /** False when there are too many of this document or this person, `socket` included. */
  hasRoomFor(socket: EditorSocket): boolean {
    let ofDocument = 0
    let ofUser = 0
    for (const other of this.#sockets) {
      if (other.user === null || other.ended) continue
      if (other.projectId === socket.projectId) ofDocument += 1
      if (other.userId === socket.userId) ofUser += 1
    }
    return ofDocument <= this.#limits.perDocument && ofUser <= this.#limits.perUser
  }

  /** Rights changed or a session ended: only signing in decides again [C13]. */
  closeMatching(match: Match): void {
    this.#rightsRevision += 1
    const code = match.sessionId === undefined ? CLOSE_CODES.noAccess : CLOSE_CODES.signInAgain
    for (const socket of this.#sockets) if (isMatch(socket, match)) socket.end(code, 'rights changed')
  }

  /** The bytes of a document are known before it is built. */
  welcome(projectId: string): void {
    for (const socket of this.#sockets) if (socket.projectId === projectId) socket.welcome()
  }

  /** The document could not be loaded: whoever waits for it comes back in a moment, or never, as the code says. */
  endWaiting(projectId: string, code: number, reason: string): void {
    for (const socket of this.#sockets) if (socket.projectId === projectId && socket.isWaiting) socket.end(code, reason)
  }

  /** Everybody of a project comes back in a moment. */
  sendAway(projectId: string): void {
    for (const socket of this.#sockets)
      if (socket.projectId === projectId) socket.end(CLOSE_CODES.tryLater, 'one moment')
  }

  /** Everybody who has said who they are. */
  *signedIn(): Generator<{ user: CollaborationUser; projectId: string }> {
    for (const { user, projectId, ended } of this.#sockets) if (user !== null && !ended) yield { user, projectId }
  }

  /** Closes the sockets of a person in a project whose rights are not these; null: none at all. */
  closeWhoHasNot({ userId, projectId }: { userId: string; projectId: string }, readOnly: boolean | null): void {
    for (const socket of this.#sockets)
      if (socket.isJudged && socket.readOnly !== readOnly && isMatch(socket, { userId, projectId }))
        return this.closeMatching({ userId, projectId })
  }

  /** Tells everybody who is signed in. */
  tell(message: unknown): void {
    for (const socket of this.#sockets) socket.tell(message)
  }

  /** Asks everybody whether they are still there. */
  beat(): void {
    for (const socket of this.#sockets) socket.beat()
  }

  /** Ends all, after what they have said so far has been handled. */
  async close(): Promise<void> {
    const open = [...this.#sockets]
    for (const socket of open) socket.end(1001, 'the server restarts')
    await Promise.all(open.map((socket) => socket.settled()))
    // Peers that don't finish the closing handshake in time are cut off; nobody waits longer for them.
    const deadline = performance.now() + CLOSE_MS
    while (this.#sockets.size > 0 && performance.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 10))
    for (const socket of this.#sockets) socket.cut()
  }
}

function isMatch(socket: EditorSocket, { projectId, userId, sessionId }: Match): boolean {
  if (projectId === undefined && userId === undefined && sessionId === undefined) return false
  return (
    (projectId === undefined || projectId === socket.projectId) &&
    (userId === undefined || userId === socket.user?.userId) &&
    (sessionId === undefined || sessionId === socket.user?.sessionId)
  )
}
