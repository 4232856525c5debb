import type { IncomingMessage, RequestListener } from 'node:http'
import type { Duplex } from 'node:stream'

import { MEGABYTE } from '@axiom/shared/model/files'
import type Koa from 'koa'

import { addressesOf } from './addresses.ts'
import type { Documents } from './collaboration/documents.ts'
import type { Env } from './env.ts'
import { createFeatures } from './features.ts'
import type { LanguageModel } from './features/ai/index.ts'
import { seedDemo, type Demo } from './features/demo/seedDemo.ts'
import type { Files, FileSettings } from './features/files/index.ts'
import type { Bus } from './platform/bus/bus.ts'
import { openCache } from './platform/cache/openCache.ts'
import type { Db } from './platform/db/port.ts'
import { createTxtResolver } from './platform/dns/txt.ts'
import { dropForgedHeaders } from './platform/http/forwarded.ts'
import { createLimits, type LimitName, type LimitRule } from './platform/http/limit.ts'
import { createSharedCounts } from './platform/http/sharedCounts.ts'
import type { RequestState } from './platform/http/types.ts'
import type { Jobs } from './platform/jobs/jobs.ts'
import { openJobs } from './platform/jobs/openJobs.ts'
import type { Logger } from './platform/logging/log.ts'
import type { Mailer } from './platform/mail/mailer.ts'
import { openMailer } from './platform/mail/openMailer.ts'
import type { SmtpOptions } from './platform/mail/smtp.ts'
import { createMetrics } from './platform/metrics/metrics.ts'
import { parseAllowList } from './platform/outbound/allowList.ts'
import { createSealer, readOrMakeKeys } from './platform/secrets/sealer.ts'
import { createAppsSite, createEditorSite } from './sites.ts'

export interface AppDeps {
  env: Env
  db: Db
  /** Between the processes that serve this store; none given: this is the only one. */
  bus?: Bus
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
  handleUpgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Live documents, for whoever runs the application (commands, tests). */
  documents: Documents
  /** Work for later and mail, likewise. */
  jobs: Jobs
  mailer: Mailer
  /** Looks after files, as it does by itself now and then. */
  files: Pick<Files, 'sweep'>
  /** Sample project and accounts of `npm start -- --demo`. */
  seedDemo(): Promise<Demo>
  /** After a backup was put back, before anybody comes: see `Collaboration.markRestored`. */
  markRestored(): Promise<void>
  /** From now on the server says that it is not ready, takes no new sockets, and ends each connection with its answer. */
  stopping: () => void
  /** For the server's end to come: it waits for its sockets too. */
  endSockets(): Promise<void>
  /** After the last request. */
  close(): Promise<void>
}

/** Puts the house together; when it resolves, everything that the server needs has answered. No I/O on import. */
export async function createApp({
  env,
  db,
  bus,
  log,
  secret,
  now = Date.now,
  limits: rules,
  appsPort,
}: AppDeps): Promise<App> {
  const metrics = createMetrics()
  const limits = createLimits(rules, await createSharedCounts(db, now))
  const addresses = addressesOf(env, appsPort)
  const dataDir = env.DATA_DIR
  let ready = true
  const isReady = (): boolean => ready
  const mongoUri = env.MONGODB_URI
  const jobs = await openJobs({ db, log, metrics, now, redisUrl: env.REDIS_URL })
  const mail = await openMailer({ db, jobs, now, smtp: smtpOf(env) })
  const isShared = mongoUri !== undefined || bus !== undefined
  const cache = await openCache({ isShared, redisUrl: env.REDIS_CACHE_URL ?? env.REDIS_URL, log, metrics })
  const features = await createFeatures({
    cache,
    sealer: createSealer(await keysOf(env, secret)),
    dataDir,
    mongoUri,
    db,
    placements: env.MONGODB_PLACEMENTS,
    bus,
    jobs,
    mailer: mail.mailer,
    log,
    metrics,
    limits,
    secret,
    now,
    addresses,
    isReady,
    ...outsideOf(env),
    files: fileSettingsOf(env),
  })
  const { auth, collaboration, expressions, projects, members, records, dataSources } = features
  await collaboration.ping()
  jobs.start()

  const trustedProxies = env.TRUSTED_PROXIES
  const { publicOrigin, https, appsDomain: domain } = addresses
  const site = { log, metrics, trustedProxies, corsOrigins: env.CORS_ORIGINS, publicOrigin, https }
  return {
    editor: listener(createEditorSite(features, site), { trustedProxies, isReady }),
    apps: listener(createAppsSite(features, { ...site, domain }), { trustedProxies, isReady }),
    documents: collaboration.documents,
    jobs,
    mailer: mail.mailer,
    files: features.files,
    seedDemo: () =>
      seedDemo({
        dataDir,
        auth: auth.service,
        projects: projects.service,
        members: members.service,
        records: records.service,
      }),
    markRestored: async () => collaboration.markRestored(await features.store.listIds()),
    handleUpgrade(request, socket, head) {
      if (!ready) socket.end('HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      else if (!collaboration.handleUpgrade(request, socket, head))
        socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n')
    },
    stopping() {
      ready = false
    },
    endSockets: () => collaboration.endSockets(),
    async close() {
      // Not after the documents: jobs read and edit them.
      await jobs.stop()
      mail.close()
      await Promise.all([features.files.close(), features.visits.close()])
      await Promise.all([expressions.close(), dataSources.close(), collaboration.close(), cache.close()])
    },
  }
}

/** Processes on one MongoDB share what they are told, never a file. */
async function keysOf({ SECRETS_KEY, MONGODB_URI, DATA_DIR }: Env, secret: string): Promise<[string, ...string[]]> {
  const [first, ...others] = SECRETS_KEY
  if (first !== undefined) return [first, ...others]
  return MONGODB_URI === undefined ? readOrMakeKeys(DATA_DIR) : [secret]
}

/** Whom it asks beyond its own store. */
function outsideOf(env: Env) {
  return {
    languageModel: languageModelOf(env),
    outbound: { allow: parseAllowList(env.OUTBOUND_ALLOW) },
    resolveTxt: createTxtResolver(env.DNS_SERVERS),
  }
}

function languageModelOf(env: Env): LanguageModel | undefined {
  const { AI_BASE_URL: baseUrl, AI_MODEL: model, AI_PRICE_INPUT: input, AI_PRICE_OUTPUT: output } = env
  if (baseUrl === undefined || model === undefined) return undefined
  return {
    baseUrl,
    model,
    models: env.AI_MODELS,
    apiKey: env.AI_API_KEY,
    timeoutMs: env.AI_TIMEOUT_SECONDS * 1_000,
    prices: input === undefined || output === undefined ? undefined : { input, output },
    currency: env.AI_CURRENCY,
    dailyRequests: env.AI_DAILY_REQUESTS,
    monthlyCost: env.AI_MONTHLY_COST,
  }
}

function smtpOf({ SMTP_URL: url, MAIL_FROM: from }: Env): SmtpOptions | null {
  return url === undefined || from === undefined ? null : { url, from }
}

function fileSettingsOf(env: Env): FileSettings {
  const { S3_BUCKET: bucket, S3_REGION: region, S3_ENDPOINT: endpoint, CLAMAV_HOST: host, CLAMAV_PORT: port } = env
  const { S3_ACCESS_KEY_ID: accessKeyId, S3_SECRET_ACCESS_KEY: secretAccessKey } = env
  const isS3 = bucket !== undefined && accessKeyId !== undefined && secretAccessKey !== undefined
  return {
    s3: isS3 ? { bucket, region, endpoint, accessKeyId, secretAccessKey } : undefined,
    clamav: host === undefined ? undefined : { host, port },
    limits: { maxBytes: env.FILES_MAX_MB * MEGABYTE, quotaBytes: env.FILES_QUOTA_MB * MEGABYTE },
  }
}

/** Koa answers its own errors; nothing is left of the promise for Node to know. */
function listener(
  app: Koa<RequestState>,
  { trustedProxies, isReady }: { trustedProxies: readonly string[]; isReady: () => boolean },
): RequestListener {
  const handle = app.callback()
  return (request, response) => {
    // No next request of a proxy shall be on its way when this connection ends.
    if (!isReady()) response.setHeader('Connection', 'close')
    dropForgedHeaders(request, trustedProxies)
    void handle(request, response)
  }
}
