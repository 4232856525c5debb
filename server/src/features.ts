import { SCHEMA_VERSION } from '@axiom/shared/document/schema'

import type { Addresses } from './addresses.ts'
import { followEdits } from './afterEdit.ts'
import { createCollaboration } from './collaboration/index.ts'
import { createAuth } from './features/auth/index.ts'
import { createHealth } from './features/health/index.ts'
import { createMembers } from './features/members/index.ts'
import { createOpenApi } from './features/openapi/index.ts'
import { createProjectAccess, createProjects, createProjectStore, seedOf } from './features/projects/index.ts'
import { createPublishing } from './features/publishing/index.ts'
import { createRecords } from './features/records/index.ts'
import { createSubmissions } from './features/submissions/index.ts'
import { createVersions } from './features/versions/index.ts'
import { createNotices } from './notices.ts'
import type { Bus } from './platform/bus/bus.ts'
import type { StoreAddress } from './platform/db/openDb.ts'
import type { Db } from './platform/db/port.ts'
import type { Limits } from './platform/http/limit.ts'
import type { Logger } from './platform/logging/log.ts'
import type { Metrics } from './platform/metrics/metrics.ts'
import { readVersion } from './version.ts'

export interface FeatureDeps extends StoreAddress {
  db: Db
  /** Between the processes that serve this store; none: this is the only one. */
  bus?: Bus | undefined
  log: Logger
  metrics: Metrics
  limits: Limits
  /** Signs access tokens. */
  secret: string
  now: () => number
  addresses: Addresses
  isReady: () => boolean
}

/** All features, each with what it needs of the others. */
export async function createFeatures(deps: FeatureDeps) {
  const { db, limits, now, log, metrics, addresses } = deps
  const { allowedOrigins, appUrl } = addresses
  const store = await createProjectStore(db)
  const access = createProjectAccess(store)
  const auth = await createAuth({
    ...deps,
    allowedOrigins,
    onSessionEnded: (sessionId) => tell.sessionEnded({ sessionId }),
  })
  const { mount, readActor, service: users } = auth
  const collaboration = await createCollaboration({
    dataDir: deps.dataDir,
    mongoUri: deps.mongoUri,
    verifyToken: (token) => users.verifyAccessToken(token),
    roleOf: (userId, projectId) => access.roleOf(userId, projectId),
    projectExists: async (projectId) => (await store.find(projectId)) !== null,
    seedOf: (projectId) => seedOf(store, projectId),
    beforeMigration: (projectId, saveSnapshot) => versions.service.saveForMigration(projectId, saveSnapshot),
    log,
    metrics: metrics.registry,
    allowedOrigins,
    ...(deps.bus ? { fanOut: { bus: deps.bus } } : {}),
  })
  const tell = createNotices(deps.bus, log, { users, documents: collaboration.documents })
  const { documents } = collaboration
  const projects = createProjects({ mount, store, access, documents, users, now, appUrl })
  const members = await createMembers({
    db,
    mount,
    members: store,
    access,
    users,
    projects: projects.service,
    now,
    onRightsChanged: tell.rightsChanged,
  })
  const versions = await createVersions({ db, mount, access, documents, now })
  const publishing = await createPublishing({
    db,
    mount,
    access,
    documents,
    projects: projects.service,
    records: () => records.service,
    now,
    appUrl,
    saveVersion: versions.service.saveForPublish,
  })
  const { activeRelease } = publishing.service
  const records = await createRecords({ db, bus: deps.bus, documents, access, limits, now, readActor, activeRelease })
  const submissions = await createSubmissions({ db, mount, access, publishing: publishing.service, now })
  followEdits({ documents, users, projects: projects.service, versions: versions.service, log })
  const version = readVersion()
  const health = createHealth(mount, {
    dependencies: { store: () => db.ping(), updateLog: () => collaboration.ping() },
    versions: { axiom: version, node: process.versions.node, documentSchema: SCHEMA_VERSION },
    metrics,
    isReady: deps.isReady,
  })
  const openApi = createOpenApi(mount, version)
  return { access, auth, collaboration, projects, members, versions, publishing, records, submissions, health, openApi }
}

export type Features = Awaited<ReturnType<typeof createFeatures>>
