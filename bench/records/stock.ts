import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

import { ServerProcess } from '../collaboration/serverProcess.ts'
import type { Options } from '../options.ts'
import { csvOf } from './orders.ts'

export const AXIOM = join(import.meta.dirname, '../../server/src/main.ts')
const ROWS = 1_000_000
/** As many as a project may have, nearly: each has its own rate limit, and none of them is met. */
const KEYS = 190
/** Records that are read one by one. */
const KNOWN_IDS = 1_000

/** A published project with its rows, ready to be served. */
export interface Stock {
  dataDir: string
  /** Address of the collection below the origin. */
  path: string
  keys: readonly string[]
  ids: readonly string[]
  /** What filling and reading it whole cost. */
  figures: Record<string, number>
}

let kept: Promise<Stock> | null = null

/** The rows that were last imported in this run; imports them when there are none. */
export function keptStock(options: Options): Promise<Stock> {
  return (kept ??= makeStock(options))
}

/** Imports a million rows over HTTP into a new folder, exports them, and keeps the folder until this process ends. */
export async function makeStock(options: Options): Promise<Stock> {
  const dataDir = await mkdtemp(join(tmpdir(), 'axiom-rows-'))
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }))
  const server = await startAxiom(dataDir, options)
  try {
    const stock = await fill(server, dataDir, options.quick ? ROWS / 50 : ROWS)
    kept = Promise.resolve(stock)
    return stock
  } finally {
    await server.stop()
  }
}

export function startAxiom(dataDir: string, { profile }: Options): Promise<ServerProcess> {
  const env = { DATA_DIR: dataDir, PORT: '0', APPS_PORT: '0', LOG_LEVEL: 'error', NODE_ENV: 'production' }
  return ServerProcess.start(AXIOM, { ...env, MONGODB_URI: '', REDIS_URL: '' }, profile)
}

async function fill(server: ServerProcess, dataDir: string, count: number): Promise<Stock> {
  const origin = `http://localhost:${server.port}`
  const person = { name: 'Bench', email: 'bench@example.com', password: 'correct horse battery' }
  const { accessToken } = await send<{ accessToken: string }>(origin, '/api/auth/register', {}, person)
  const owner = { authorization: `Bearer ${accessToken}` }
  const { id } = await send<{ id: string }>(origin, '/api/projects', owner, { name: 'Rows', template: 'orders' })
  await send(origin, `/api/projects/${id}/publish`, owner, {})
  const keys: string[] = []
  for (let i = 0; i < KEYS; i++) {
    const key = { name: `bench ${i}`, scopes: ['read:*', 'write:*'], expiresInDays: 1 }
    keys.push((await send<{ secret: string }>(origin, `/api/projects/${id}/api-keys`, owner, key)).secret)
  }
  const path = `/api/dynamic/${id}/orders`
  const headers = { authorization: `Bearer ${keys[0] ?? ''}` }
  const base = origin + path
  await timed(`${base}?limit=1`, headers)
  const importing = await watch(server, `${base}?limit=1`, headers, () => importRows(base, headers, count))
  const exporting = await watch(server, `${base}?limit=1`, headers, () => exportRows(base, headers, count))
  const figures = {
    importSeconds: importing.seconds,
    importRss: importing.megabytes,
    importSlowest: importing.slowest,
    exportSeconds: exporting.seconds,
    exportRss: exporting.megabytes,
    exportSlowest: exporting.slowest,
  }
  return { dataDir, path, keys, ids: await someIds(base, headers), figures }
}

async function importRows(base: string, headers: Record<string, string>, count: number): Promise<void> {
  const answer = await fetch(`${base}/import`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'text/csv' },
    body: Readable.toWeb(Readable.from(csvOf(count))),
    duplex: 'half',
  } as RequestInit)
  const { data } = (await answer.json()) as { data: { created: number } }
  if (data.created !== count) throw new Error(`${data.created} of ${count} rows were taken`)
}

async function exportRows(base: string, headers: Record<string, string>, count: number): Promise<void> {
  const answer = await fetch(`${base}/export?format=csv`, { headers })
  let lines = 0
  for await (const chunk of answer.body ?? []) for (const byte of chunk as Uint8Array) if (byte === 10) lines++
  if (lines !== count + 1) throw new Error(`${lines} lines for ${count} rows came back`)
}

async function someIds(base: string, headers: Record<string, string>): Promise<string[]> {
  const ids: string[] = []
  for (let page = 1; ids.length < KNOWN_IDS; page++) {
    const answer = await fetch(`${base}?sort=id&fields=id&limit=200&page=${page}`, { headers })
    const { data } = (await answer.json()) as { data: { id: string }[] }
    if (data.length === 0) break
    ids.push(...data.map((record) => record.id))
  }
  return ids
}

/** What a piece of work takes: time, the most memory, and the slowest of other requests that go on meanwhile. */
async function watch(server: ServerProcess, url: string, headers: Record<string, string>, work: () => Promise<void>) {
  const before = (await server.ask('collected')).rss
  const started = performance.now()
  let [most, slowest, isDone] = [before, 0, false]
  const looking = (async () => {
    while (!isDone) {
      slowest = Math.max(slowest, await timed(url, headers))
      most = Math.max(most, (await server.ask()).rss)
      await sleep(250)
    }
  })()
  await work().finally(() => (isDone = true))
  await looking
  return { seconds: (performance.now() - started) / 1_000, megabytes: (most - before) / 2 ** 20, slowest }
}

async function timed(url: string, headers: Record<string, string>): Promise<number> {
  const started = performance.now()
  const answer = await fetch(url, { headers })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text}`)
  return performance.now() - started
}

async function send<T>(origin: string, path: string, headers: Record<string, string>, body: unknown): Promise<T> {
  const answer = await fetch(origin + path, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as T
}
