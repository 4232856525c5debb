import type { Addresses } from './addresses.ts'
import type { CollaborationDeps } from './collaboration/collaboration.ts'
import { createCollaboration } from './collaboration/index.ts'
import type { LanguageModel } from './features/ai/index.ts'
import { createApiKeyStore, createKeyring } from './features/api-keys/index.ts'
import { createAuth, holderOf } from './features/auth/index.ts'
import { createEvents } from './features/events/index.ts'
import type { FileSettings } from './features/files/index.ts'
import { createProjectAccess, createProjectStore, createPurges, seedOf } from './features/projects/index.ts'
import { createNotices } from './notices.ts'
import type { Bus } from './platform/bus/bus.ts'
import type { Cache } from './platform/cache/cache.ts'
import type { StoreAddress } from './platform/db/openDb.ts'
import type { Db } from './platform/db/port.ts'
import type { ResolveTxt } from './platform/dns/txt.ts'
import { createExpressionPool } from './platform/expressions/pool.ts'
import type { Limits } from './platform/http/limit.ts'
import type { Jobs } from './platform/jobs/jobs.ts'
import type { Logger } from './platform/logging/log.ts'
import type { Mailer } from './platform/mail/mailer.ts'
import type { Metrics } from './platform/metrics/metrics.ts'
import type { ResolvePolicy } from './platform/outbound/resolve.ts'
import type { Sealer } from './platform/secrets/sealer.ts'

export interface FoundationDeps extends StoreAddress {
  /** The language model that suggests; none: the built-in rules do. */
  languageModel?: LanguageModel | undefined
  /** Where files are kept, and how much of them; none: below the data folder. */
  files?: FileSettings | undefined
  db: Db
  /** Databases of it for the rows of new projects; none: where everything is. */
  placements?: readonly string[] | undefined
  /** Between the processes that serve this store; none: this is the only one. */
  bus?: Bus | undefined
  /** Answers that are dear to work out. */
  cache: Cache
  /** Work for later; it begins when all kinds are defined. */
  jobs: Jobs
  mailer: Mailer
  log: Logger
  metrics: Metrics
  limits: Limits
  /** Signs access tokens. */
  secret: string
  /** Keeps secrets that must be read again, those of other servers. */
  sealer: Sealer
  /** Asked for the proofs of domains. */
  resolveTxt: ResolveTxt
  /** Where requests of projects may go. */
  outbound: ResolvePolicy
  now: () => number
  addresses: Addresses
}

/** What all features rest on: who somebody is, what they may do in which project, and the live documents. */
export async function createFoundation(
  { dataDir, mongoUri, db, placements, bus, jobs, log, metrics, limits, secret, now, addresses }: FoundationDeps,
  beforeMigration: NonNullable<CollaborationDeps['beforeMigration']>,
) {
  const { allowedOrigins } = addresses
  const store = await createProjectStore(db, now, placements)
  const access = createProjectAccess(store)
  const keys = await createApiKeyStore(db)
  const keyring = createKeyring({ store: keys, now, onExpired: (sessionId) => tell.sessionEnded({ sessionId }) })
  const auth = await createAuth({
    db,
    limits,
    secret,
    now,
    allowedOrigins,
    onSessionEnded: (sessionId) => tell.sessionEnded({ sessionId }),
    verifyKey: (secret) => keyring.verify(secret),
  })
  const users = auth.service
  const collaboration = await createCollaboration({
    dataDir,
    mongoUri,
    verifyToken: (token) =>
      token.startsWith('axk_') ? keyring.verifyForSocket(token) : users.verifyAccessToken(token),
    roleOf: (userId, projectId) =>
      holderOf(userId) === null ? access.roleOf(userId, projectId) : keyring.roleOf(userId, projectId),
    isSessionLive: (sessionId) =>
      holderOf(sessionId) === null ? users.isSessionLive(sessionId) : keyring.isLive(sessionId),
    projectExists: async (projectId) => (await store.find(projectId)) !== null,
    seedOf: (projectId) => seedOf(store, projectId),
    beforeMigration,
    log,
    metrics: metrics.registry,
    allowedOrigins,
    ...(bus ? { fanOut: { bus } } : {}),
  })
  const tell = createNotices(bus, log, { users, documents: collaboration.documents, keyring })
  const purges = await createPurges({ store, jobs, log, now })
  purges.add(({ id }) => collaboration.documents.deleteDocument(id))
  return {
    keys,
    purges,
    store,
    access,
    auth,
    collaboration,
    tell,
    events: createEvents(jobs, now),
    expressions: createExpressionPool(),
  }
}

export type Foundation = Awaited<ReturnType<typeof createFoundation>>
