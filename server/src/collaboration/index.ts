import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

import type { Role } from '@axiom/shared/access/roles'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'

import type { Documents } from './documents.ts'

/** What the collaboration door needs of the person behind an access token. */
export interface CollaborationUser {
  userId: string
  sessionId: string
  name: string
}

export interface CollaborationDeps {
  dataDir: string
  /** Throws `AppError` unauthenticated, token_expired or session_ended. */
  verifyToken: (token: string) => Promise<CollaborationUser>
  roleOf: (userId: string, projectId: string) => Promise<Role | null>
  projectExists: (projectId: string) => Promise<boolean>
  log: Logger
  metrics: Registry
  allowedOrigins: readonly string[]
}

/** What `createCollaboration(deps: CollaborationDeps)` gives. */
export interface Collaboration {
  readonly documents: Documents
  /** True when the path was `/collaboration` and the socket is taken care of. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  close(): Promise<void>
}
