import type { IncomingMessage, RequestListener } from 'node:http'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'

import Router from '@koa/router'

import type { Documents } from './collaboration/documents.ts'
import { createCollaboration } from './collaboration/index.ts'
import type { Env } from './env.ts'
import { createAuth } from './features/auth/index.ts'
import { seedDemo, type Demo } from './features/demo/seedDemo.ts'
import { createHealth } from './features/health/index.ts'
import { createMembers } from './features/members/index.ts'
import { createProjectAccess, createProjects, createProjectStore, seedOf } from './features/projects/index.ts'
import {
  appOfHost,
  appRoutes,
  createPublishingService,
  createReleaseStore,
  publishingRoutes,
} from './features/publishing/index.ts'
import { createRecords } from './features/records/index.ts'
import {
  createSubmissionService,
  createSubmissionStore,
  publicSubmissionRoutes,
  submissionRoutes,
} from './features/submissions/index.ts'
import { createVersionService, createVersionStore, versionRoutes } from './features/versions/index.ts'
import type { Db } from './platform/db/port.ts'
import { dropForgedHeaders } from './platform/http/forwarded.ts'
import { createKoa } from './platform/http/koaApp.ts'
import { createLimits, type LimitName, type LimitRule } from './platform/http/limit.ts'
import { staticFiles } from './platform/http/staticFiles.ts'
import type { RequestState } from './platform/http/types.ts'
import type { Logger } from './platform/logging/log.ts'
import { createMetrics } from './platform/metrics/metrics.ts'

export interface AppDeps {
  env: Env
  db: Db
  log: Logger
  /** Signs access tokens. */
  secret: string
  now?: () => number
  limits?: Partial<Record<LimitName, LimitRule>>
  /** Port on which published apps are reachable, known after listening. */
  appsPort: () => number
}

export interface App {
  editor: RequestListener
  /** The published apps, each on a host of its own. */
  apps: RequestListener
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Live documents, for whoever runs the application (commands, tests). */
  documents: Documents
  /** Sample project and accounts of `npm start -- --demo`. */
  seedDemo(): Promise<Demo>
  stopping(): void
  close(): Promise<void>
}

const EDITOR_BUILD = join(import.meta.dirname, '../../editor/dist')

/** Puts the house together. No I/O on import; everything comes by `deps`. */
export async function createApp({
  env,
  db,
  log,
  secret,
  now = Date.now,
  limits: rules,
  appsPort,
}: AppDeps): Promise<App> {
  const metrics = createMetrics()
  const limits = createLimits(rules)
  const store = await createProjectStore(db)
  const access = createProjectAccess(store)
  const publicOrigin = env.PUBLIC_URL === undefined ? null : new URL(env.PUBLIC_URL).origin
  const allowedOrigins = publicOrigin === null ? env.ALLOWED_ORIGINS : [...env.ALLOWED_ORIGINS, publicOrigin]
  const auth = await createAuth({
    db,
    limits,
    secret,
    now,
    allowedOrigins,
    onSessionEnded: (sessionId) => collaboration.documents.closeSockets({ sessionId }),
  })
  const collaboration = await createCollaboration({
    dataDir: env.DATA_DIR,
    verifyToken: (token) => auth.service.verifyAccessToken(token),
    roleOf: (userId, projectId) => access.roleOf(userId, projectId),
    projectExists: async (projectId) => (await store.find(projectId)) !== null,
    seedOf: (projectId) => seedOf(store, projectId),
    log,
    metrics: metrics.registry,
    allowedOrigins,
  })
  const { documents } = collaboration
  const appUrl = (slug: string): string => {
    const https = env.PUBLIC_URL?.startsWith('https:') === true
    return `${https ? 'https' : 'http'}://${slug}.${env.APPS_DOMAIN ?? `localhost:${appsPort()}`}`
  }
  const projects = createProjects({ store, access, documents, users: auth.service, limits, now, appUrl })
  const members = await createMembers({
    db,
    members: store,
    access,
    users: auth.service,
    projects: projects.service,
    limits,
    now,
    onRightsChanged: (change) => documents.closeSockets(change),
  })
  const versions = createVersionService({ store: await createVersionStore(db), access, documents, now })
  const publishing = createPublishingService({
    store: await createReleaseStore(db),
    access,
    documents,
    projects: projects.service,
    records: () => records.service,
    now,
    appUrl,
    saveVersion: versions.saveForPublish,
  })
  const records = await createRecords({ db, documents, access, limits, now, activeRelease: publishing.activeRelease })
  const submissions = createSubmissionService({ store: await createSubmissionStore(db), access, publishing, now })
  documents.onDocumentChanged(({ projectId, actorId, doc }) => {
    const author = async () => (actorId === null ? null : ((await auth.service.listUsers([actorId]))[0] ?? null))
    // Reads the document before anything is awaited.
    const following = projects.service.followDocument(projectId, doc)
    const work = async (): Promise<void> => {
      await following
      const user = await author()
      await versions.noteActivity(projectId, user && { userId: user.id, name: user.name })
    }
    work().catch((error: unknown) => log.warn({ err: error, projectId }, 'after an edit: list or versions not updated'))
  })
  let ready = true
  const health = createHealth({ db, metrics, isReady: () => ready })

  const koa = {
    log,
    metrics,
    trustedProxies: env.TRUSTED_PROXIES,
    https: env.PUBLIC_URL?.startsWith('https:') === true,
  }
  const editor = createKoa({ ...koa, publicOrigin, frameAncestors: "'none'" })
  editor.use(health.routes.routes())
  editor.use(auth.authenticate)
  const own = [
    auth.routes,
    members.routes,
    versionRoutes(versions, limits),
    publishingRoutes(publishing, limits),
    publicSubmissionRoutes(submissions, limits),
    submissionRoutes(submissions, limits),
    records.routes,
    projects.routes,
  ]
  for (const routes of own) use(editor, routes)
  editor.use(staticFiles({ directory: EDITOR_BUILD, page: 'index.html' }))

  const site = { access, publishing, domain: env.APPS_DOMAIN ?? 'localhost' }
  // Apps have origins of their own: their addresses are those that visitors ask for.
  const apps = createKoa({ ...koa, publicOrigin: null, frameAncestors: "'none'" })
  apps.use(appOfHost(site))
  for (const routes of [appRoutes(site), publicSubmissionRoutes(submissions, limits), records.routes]) use(apps, routes)
  apps.use(staticFiles({ directory: EDITOR_BUILD, page: 'runtime.html' }))

  return {
    editor: listener(editor, env.TRUSTED_PROXIES),
    apps: listener(apps, env.TRUSTED_PROXIES),
    documents,
    seedDemo: () =>
      seedDemo({
        dataDir: env.DATA_DIR,
        auth: auth.service,
        projects: projects.service,
        records: records.service,
        addMember: async (projectId, userId) => {
          await store.setMember({
            _id: `${projectId}:${userId}`,
            projectId,
            userId,
            role: 'editor',
            joinedAt: new Date(now()).toISOString(),
          })
        },
      }),
    handleUpgrade(request, socket, head) {
      if (!collaboration.handleUpgrade(request, socket, head))
        socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
    },
    stopping() {
      ready = false
    },
    close: () => collaboration.close(),
  }
}

function use(app: ReturnType<typeof createKoa>, router: Router<RequestState>): void {
  app.use(router.routes())
  app.use(router.allowedMethods())
}

/** Koa answers its own errors; nothing is left of the promise for Node to know. */
function listener(app: ReturnType<typeof createKoa>, trustedProxies: readonly string[]): RequestListener {
  const handle = app.callback()
  return (request, response) => {
    dropForgedHeaders(request, trustedProxies)
    void handle(request, response)
  }
}
