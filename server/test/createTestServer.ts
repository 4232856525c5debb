import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { SessionAnswer } from '@axiom/shared/contracts/auth'
import type { Origin, ProjectDoc } from '@axiom/shared/document/projectDoc'

import { type App, createApp } from '../src/app.ts'
import { readEnv } from '../src/env.ts'
import type { Bus } from '../src/platform/bus/bus.ts'
import { openDb } from '../src/platform/db/openDb.ts'
import { testStores } from '../src/platform/db/test/testDatabase.ts'
import type { LimitName, LimitRule } from '../src/platform/http/limit.ts'
import { listen } from '../src/platform/http/listen.ts'
import type { Jobs } from '../src/platform/jobs/jobs.ts'
import { createLog } from '../src/platform/logging/log.ts'
import type { Mailer } from '../src/platform/mail/mailer.ts'
import { checkAnswer } from './checkAnswer.ts'
import { rawRequest, type RawAnswer, type RawRequest } from './rawRequest.ts'

export interface Answer<T = Record<string, unknown>> {
  status: number
  headers: Headers
  body: T
}

export interface Client {
  session: SessionAnswer
  /** The refresh cookie as sent back by a browser. */
  cookie: string
  call: <T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answer<T>>
}

export interface TestServer {
  url: string
  port: number
  anonymous: Client['call']
  register(name: string): Promise<Client>
  /** The same person with a new session. */
  signInAgain(client: Client): Promise<Client>
  /** Changes a project's document as the server itself would. */
  edit<T>(projectId: string, work: (doc: ProjectDoc, origin: Origin) => T): Promise<T>
  /** A request (GET unless it says otherwise) to the apps' origin of a slug. */
  app(slug: string, path: string, more?: Pick<RawRequest, 'method' | 'headers' | 'body'>): Promise<RawAnswer>
  /** Work for later and mail, as the server itself has them. */
  jobs: Jobs
  mailer: Mailer
  files: App['files']
  /** Where the app of a slug lives, as its pages send it. */
  appOrigin(slug: string): string
  /** As if the program had been asked to stop. */
  stopping: () => void
  close(): Promise<void>
}

export interface TestServerOptions {
  limits?: Partial<Record<LimitName, LimitRule>>
  now?: () => number
  /** Further environment variables. */
  env?: Record<string, string>
  /** A data folder that the caller keeps, e.g. over a restart. */
  dataDir?: string
  /** Joins several test servers on one data folder. */
  bus?: Bus
}

const SECRET = 'a test secret of at least 32 characters'
const GENEROUS: LimitRule = { points: 1_000_000, seconds: 1 }

/** The real application with a real store, on free ports and a data folder of its own. Every answer is checked against the OpenAPI document. */
export async function createTestServer({
  limits,
  now,
  env,
  dataDir: kept,
  bus,
}: TestServerOptions = {}): Promise<TestServer> {
  const dataDir = kept ?? (await mkdtemp(join(tmpdir(), 'axiom-test-')))
  const stores = testStores(dataDir)
  const db = await openDb(stores)
  // On MongoDB rows lie in another database than all the rest, so that nothing comes to rely on finding them there.
  const placed = stores.mongoUri === undefined ? {} : { MONGODB_PLACEMENTS: `${db.name}_rows` }
  const ports = { apps: 0 }
  const app = await createApp({
    env: readEnv({ DATA_DIR: dataDir, MONGODB_URI: stores.mongoUri, ...placed, JWT_SECRET: SECRET, ...env }),
    db,
    log: createLog('silent'),
    secret: SECRET,
    limits: {
      api: GENEROUS,
      write: GENEROUS,
      signIn: GENEROUS,
      submissions: GENEROUS,
      uploads: GENEROUS,
      visits: GENEROUS,
      people: GENEROUS,
      ...limits,
    },
    appsPort: () => ports.apps,
    ...(now ? { now } : {}),
    ...(bus ? { bus } : {}),
  })
  const editor = await listen(app.editor, { host: '127.0.0.1', ports: [0], upgrade: app.handleUpgrade })
  const apps = await listen(app.apps, { host: '127.0.0.1', ports: [0] })
  ports.apps = apps.port
  const url = `http://localhost:${editor.port}`

  const caller =
    (token: string | null): Client['call'] =>
    async <T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
      const raw = typeof body === 'string' || body instanceof Uint8Array
      const answer = await fetch(url + path, {
        method,
        redirect: 'manual',
        headers: {
          origin: url,
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: raw ? (body as string) : JSON.stringify(body) }),
      })
      const text = await answer.text()
      const json = /[/+]json\b/.test(answer.headers.get('content-type') ?? '')
      const { status, headers: answered } = answer
      const parsed: unknown = json ? JSON.parse(text) : { text }
      // What people make is described by their project's own document.
      if (!answered.has('X-Endpoint'))
        checkAnswer({ method, path, status, contentType: answered.get('content-type'), body: parsed })
      return { status, headers: answered, body: parsed as T }
    }

  const password = 'correct horse battery'
  const enter = async (path: string, input: Record<string, string>): Promise<Client> => {
    const { status, body, headers } = await caller(null)<SessionAnswer>('POST', path, input)
    if (status >= 300) throw new Error(`${path} answered ${status}: ${JSON.stringify(body)}`)
    const cookie = headers.get('set-cookie')?.split(';')[0] ?? ''
    return { session: body, cookie, call: caller(body.accessToken) }
  }

  return {
    url,
    port: editor.port,
    anonymous: caller(null),
    register: (name) => enter('/api/auth/register', { name, email: `${name.toLowerCase()}@example.com`, password }),
    signInAgain: ({ session }) => enter('/api/auth/login', { email: session.user.email, password }),
    edit: (projectId, work) =>
      app.documents.editDocument(projectId, {
        reason: 'test',
        actorId: null,
        edit: (doc) => work(doc, { kind: 'server', reason: 'test' }),
      }),
    app: (slug, path, more) => {
      const headers = { host: `${slug}.localhost:${apps.port}`, ...more?.headers }
      return rawRequest({ port: apps.port, path, ...more, headers })
    },
    jobs: app.jobs,
    mailer: app.mailer,
    files: app.files,
    appOrigin: (slug) => `http://${slug}.localhost:${apps.port}`,
    stopping: app.stopping,
    async close() {
      await Promise.all([editor.close(), apps.close(), app.close()])
      await db.close()
      if (kept === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}
