import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Role } from '@axiom/shared/access/roles'
import { AppError } from '@axiom/shared/errors'
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider'
import { pino } from 'pino'
import { Registry } from 'prom-client'
import { onTestFinished } from 'vitest'
import { WebSocket } from 'ws'
import * as Y from 'yjs'

import { testStores } from '../../platform/db/test/testDatabase.ts'
import type { Collaboration, CollaborationDeps } from '../collaboration.ts'
import { createCollaboration } from '../index.ts'

export interface TestDoor {
  url: string
  dataDir: string
  collaboration: Collaboration
  metrics: Registry
  /** Roles by `user/project`; users not named here are editors. */
  roles: Map<string, Role | null>
  stop(): Promise<void>
}

const isMissing = (projectId: string): boolean => projectId.startsWith('missing')

/** A door on a free port. The token is the user's name; `expired` and `bad` are refused. */
export async function startDoor(overrides: Partial<CollaborationDeps> = {}): Promise<TestDoor> {
  const dataDir = overrides.dataDir ?? (await mkdtemp(join(tmpdir(), 'axiom-door-')))
  const roles = new Map<string, Role | null>()
  const metrics = new Registry()
  const collaboration = await createCollaboration({
    ...testStores(dataDir),
    metrics,
    log: pino({ level: 'silent' }),
    allowedOrigins: [],
    projectExists: async (projectId) => !isMissing(projectId),
    roleOf: async (userId, projectId) => {
      const key = `${userId}/${projectId}`
      if (isMissing(projectId)) return null
      return roles.has(key) ? (roles.get(key) ?? null) : 'editor'
    },
    isSessionLive: async () => true,
    verifyToken: async (token) => {
      if (token === 'expired') throw new AppError('token_expired')
      if (token === 'bad' || token === '') throw new AppError('unauthenticated')
      return { userId: token, sessionId: `session-${token}`, name: token.toUpperCase() }
    },
    ...overrides,
  })
  const server = createServer((_request, response) => response.writeHead(404).end())
  server.on('upgrade', (request, socket, head) => {
    if (!collaboration.handleUpgrade(request, socket, head)) socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  let stopped: Promise<void> | null = null
  const stop = (): Promise<void> =>
    (stopped ??= (async () => {
      await collaboration.close()
      await new Promise((resolve) => server.close(resolve))
    })())
  onTestFinished(async () => {
    await stop()
    if (overrides.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
  })
  const { port } = server.address() as AddressInfo
  return { url: `ws://127.0.0.1:${port}/collaboration`, dataDir, collaboration, metrics, roles, stop }
}

/** One that is ended while it connects says so to nobody who listens any more, which would end the tests. */
class PatientSocket extends WebSocket {
  constructor(...args: ConstructorParameters<typeof WebSocket>) {
    super(...args)
    this.on('error', () => undefined)
  }
}

/** A stock provider: proof that any Hocuspocus client can join. */
export function joinProject(url: string, token: string, name = 'project1', document = new Y.Doc()): HocuspocusProvider {
  const websocketProvider = new HocuspocusProviderWebsocket({
    url,
    WebSocketPolyfill: PatientSocket,
    delay: 50,
    minDelay: 50,
    maxDelay: 200,
  })
  const provider = new HocuspocusProvider({ websocketProvider, name, token, document })
  provider.attach()
  onTestFinished(() => {
    provider.destroy()
    websocketProvider.destroy()
  })
  return provider
}

/** A folder that is gone after the test. */
export async function tempDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'axiom-test-'))
  onTestFinished(() => rm(dir, { recursive: true, force: true }))
  return dir
}

/** Waits for a condition; fails with what it waited for. */
export async function until(what: string, condition: () => boolean, ms = 10_000): Promise<void> {
  const deadline = performance.now() + ms
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`timed out: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
