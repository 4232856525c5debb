import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'

import type { Role } from '@axiom/shared/access/roles'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'

import type { StoreAddress } from '../platform/db/openDb.ts'
import type { Documents } from './documents.ts'
import type { SizeLimits } from './documentSize.ts'
import type { FanOutOptions } from './fanOut/fanOut.ts'
import type { AllowedOrigins } from './origins.ts'
import type { PressureSteps } from './pressure.ts'
import type { ProjectLog } from './storage/openProjectLog.ts'

/** What the collaboration door needs of the person behind an access token. */
export interface CollaborationUser {
  userId: string
  sessionId: string
  name: string
}

/** How many signed-in sockets there may be [G5]. */
export interface SocketLimits {
  perDocument: number
  perUser: number
}

/** When a document has become so much longer than what it says that it begins anew [C14]. */
export interface EpochLimits {
  /** Yjs client ids: each costs every joining client some bytes for ever. */
  clients: number
  /** Of all structs, how many may be there only for the deleted; in documents with at least `structs` of them. */
  deadShare: number
  structs: number
}

export interface CollaborationDeps extends StoreAddress {
  /** Throws `AppError` unauthenticated, token_expired or session_ended. */
  verifyToken: (token: string) => Promise<CollaborationUser>
  /** Null without access, and for a project that does not exist. */
  roleOf: (userId: string, projectId: string) => Promise<Role | null>
  /** False once the session has ended, in whatever process. */
  isSessionLive: (sessionId: string) => Promise<boolean>
  projectExists: (projectId: string) => Promise<boolean>
  /** First state of a project whose log is empty, the same bytes each time [M9]; null (or none given): an empty document. */
  seedOf?: (projectId: string) => Promise<Uint8Array | null>
  /** Called before a document of an older layout is lifted to today's; `saveSnapshot` keeps its state and gives the size [M10]. */
  beforeMigration?: (projectId: string, saveSnapshot: (snapshotId: string) => Promise<number>) => Promise<void>
  log: Logger
  metrics: Registry
  /** Beside the server's own host and loopback. */
  allowedOrigins: AllowedOrigins
  /** Instead of the one at that address. */
  store?: ProjectLog
  /** Set where several replicas share the store [C10]. */
  fanOut?: FanOutOptions
  /** Instead of those that fit a machine of usual size [G5]. */
  limits?: { sockets?: SocketLimits; size?: SizeLimits; epochs?: EpochLimits; pressure?: PressureSteps }
  /** How long an append may take before people are told that nothing is saved (ms) [C9]. */
  patienceMs?: number
  /** How long an unused document stays in memory. */
  idleMs?: number
}

/** What `createCollaboration(deps: CollaborationDeps)` gives. */
export interface Collaboration {
  readonly documents: Documents
  /** True when the path was `/collaboration` and the socket is taken care of. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): boolean
  /** Resolves when the update log answers; rejects with what is wrong. */
  ping(): Promise<void>
  /** A backup was put back: raises the epoch of these documents; for a day people may bring what it has lost [G2]. */
  markRestored(projectIds: readonly string[]): Promise<void>
  /** Takes no new sockets and ends the open ones, after what they have said; documents can still be read and edited. */
  endSockets(): Promise<void>
  /** Ends everything; only when nobody reads or edits a document any more. */
  close(): Promise<void>
}
