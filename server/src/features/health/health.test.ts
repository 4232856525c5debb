import { expect, it, onTestFinished, vi } from 'vitest'

import { checkAnswer } from '../../../test/checkAnswer.ts'
import { createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { createKoa } from '../../platform/http/koaApp.ts'
import { createLimits } from '../../platform/http/limit.ts'
import { listen } from '../../platform/http/listen.ts'
import { createLog } from '../../platform/logging/log.ts'
import { createMetrics } from '../../platform/metrics/metrics.ts'
import { createMount } from '../auth/mount.ts'
import { checkAll } from './checks.ts'
import { createHealth, type HealthDeps, warnOfCollections } from './index.ts'

const works = (): Promise<void> => Promise.resolve()
const fails = (): Promise<void> => Promise.reject(new Error('the disk is full'))
const hangs = (): Promise<void> => new Promise(() => undefined)

async function startServer(): Promise<TestServer> {
  const server = await createTestServer()
  onTestFinished(() => server.close())
  return server
}

/** The health routes alone, over dependencies that may fail. */
async function get(path: string, dependencies: HealthDeps['dependencies']): Promise<{ status: number; body: unknown }> {
  const metrics = createMetrics()
  const outer = {
    log: createLog('silent'),
    metrics,
    publicOrigin: null,
    trustedProxies: [],
    corsOrigins: [],
    https: false,
  }
  const app = createKoa({ ...outer, frameAncestors: "'none'" })
  const mount = createMount({ limits: createLimits(), allowedOrigins: [] })
  const versions = { axiom: '1.2.3', node: '24.0.0', documentSchema: 1 }
  app.use(
    createHealth(mount, {
      dependencies,
      warnings: async () => [],
      versions,
      metrics,
      isReady: () => true,
    }).routes.routes(),
  )
  const handle = app.callback()
  const listening = await listen((request, response) => void handle(request, response), {
    host: '127.0.0.1',
    ports: [0],
  })
  onTestFinished(() => listening.close())
  const answer = await fetch(`http://127.0.0.1:${listening.port}${path}`)
  const body: unknown = await answer.json()
  checkAnswer({ method: 'GET', path, status: answer.status, contentType: answer.headers.get('content-type'), body })
  return { status: answer.status, body }
}

it('tells the store, the update log and the versions', async () => {
  const server = await startServer()
  const { status, body } = await server.anonymous('GET', '/health/detailed')
  expect(status).toBe(200)
  expect(body).toMatchObject({
    status: 'ok',
    checks: { store: { status: 'ok' }, updateLog: { status: 'ok' }, files: { status: 'ok' } },
    warnings: [],
    versions: { axiom: expect.stringMatching(/^\d+\.\d+\.\d+$/), node: process.versions.node, documentSchema: 1 },
  })
})

it('answers 503 when one dependency fails, and keeps the reason to itself', async () => {
  for (const dependencies of [
    { store: works, updateLog: fails, files: works },
    { store: fails, updateLog: works, files: works },
    { store: works, updateLog: works, files: fails },
  ]) {
    const { status, body } = await get('/health/detailed', dependencies)
    expect(status).toBe(503)
    expect(body).toMatchObject({ status: 'failed' })
    expect(JSON.stringify(body)).not.toContain('disk')
  }
})

it('counts a silent dependency as failed after two seconds', async () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const checks = checkAll({ store: works, updateLog: hangs, files: works })
  await vi.advanceTimersByTimeAsync(2_000)
  expect(await checks).toMatchObject({ store: { status: 'ok' }, updateLog: { status: 'failed' } })
})

it('lives while a dependency fails, and is not ready any more while it stops', async () => {
  expect(await get('/health', { store: fails, updateLog: fails, files: fails })).toMatchObject({ status: 200 })
  const server = await startServer()
  expect(await server.anonymous('GET', '/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } })
  server.stopping()
  expect(await server.anonymous('GET', '/health/ready')).toMatchObject({ status: 503, body: { status: 'stopping' } })
  expect((await server.anonymous('GET', '/health')).status).toBe(200)
})

it('answers probes that carry a wrong token', async () => {
  const server = await startServer()
  const answer = await server.anonymous('GET', '/health', undefined, { authorization: 'Basic x' })
  expect(answer.status).toBe(200)
})

it('warns at 5,000 collections of records, and counts them once a minute', async () => {
  let [count, time, asked] = [4_999, 0, 0]
  const listCollections = async (prefix: string): Promise<string[]> => (asked++, Array(count).fill(`${prefix}x`))
  const warnings = warnOfCollections(
    async () => [{ name: 'axiom', listCollections }],
    () => time,
  )
  expect(await warnings()).toEqual([])
  count = 5_000
  time = 59_999
  expect(await warnings()).toEqual([])
  time = 60_000
  expect(await warnings()).toEqual([expect.stringContaining('5,000 collections')])
  expect(asked).toBe(2)
})

it('warns of each database with so many of them by its name', async () => {
  const database = (name: string, count: number) => ({
    name,
    listCollections: async () => Array<string>(count).fill('r_x'),
  })
  const databases = [database('axiom', 12), database('axiom_2', 5_000), database('axiom_3', 6_000)]
  const told = await warnOfCollections(
    async () => databases,
    () => 0,
  )()
  expect(told).toEqual([
    expect.stringMatching(/5,000 collections of records in the database axiom_2,/),
    expect.stringMatching(/6,000 collections of records in the database axiom_3,/),
  ])
})
