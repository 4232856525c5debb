import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'

import { ServerProcess } from '../collaboration/serverProcess.ts'
import type { Options } from '../options.ts'
import type { Scenario } from '../scenario.ts'

const MAIN = join(import.meta.dirname, '../../server/src/main.ts')
const ROWS = 1_000_000
const LISTS = 200
const STATES = ['New', 'Picking', 'Delivered']

/** A file of a million rows into a collection and out again, and lists of 20 of them. */
export const rows: Scenario = {
  name: 'rows',
  title: '1,000,000 rows as CSV in and out; lists of 20 out of them',
  subjects: ['Axiom'],
  columns: [
    { key: 'importSeconds', label: 'import, s', digits: 0 },
    { key: 'importRss', label: 'MB more RSS while importing', digits: 0 },
    { key: 'slowest', label: 'slowest other request meanwhile, ms', digits: 0 },
    { key: 'exportSeconds', label: 'export, s', digits: 0 },
    { key: 'exportRss', label: 'MB more RSS while exporting', digits: 0 },
    { key: 'listP50', label: 'filtered and sorted list, ms p50', digits: 1 },
    { key: 'listP95', label: 'ms p95', digits: 1 },
  ],
  budgets: [],
  async run(_subject, options) {
    const dataDir = await mkdtemp(join(tmpdir(), 'axiom-rows-'))
    const env = { DATA_DIR: dataDir, PORT: '0', APPS_PORT: '0', LOG_LEVEL: 'error', MONGODB_URI: '' }
    const server = await ServerProcess.start(MAIN, env, options.profile)
    try {
      return await measure(server, options)
    } finally {
      await server.stop()
      await rm(dataDir, { recursive: true, force: true })
    }
  },
}

async function measure(server: ServerProcess, { quick }: Options): Promise<Record<string, number>> {
  const origin = `http://localhost:${server.port}`
  const count = quick ? ROWS / 50 : ROWS
  const person = { name: 'Bench', email: 'bench@example.com', password: 'correct horse battery' }
  const { accessToken } = await send<{ accessToken: string }>(origin, '/api/auth/register', {}, person)
  const signedIn = { authorization: `Bearer ${accessToken}` }
  const project = { name: 'Rows', template: 'orders' }
  const { id } = await send<{ id: string }>(origin, '/api/projects', signedIn, project)
  // A key does not end while this runs.
  const key = { name: 'bench', scopes: ['read:*', 'write:*'], expiresInDays: 1 }
  const { secret } = await send<{ secret: string }>(origin, `/api/projects/${id}/api-keys`, signedIn, key)
  const headers = { authorization: `Bearer ${secret}` }
  const base = `${origin}/api/dynamic/${id}/orders`
  await timed(`${base}?limit=1`, headers)

  const importing = await watch(server, `${base}?limit=1`, headers, async () => {
    const answer = await fetch(`${base}/import`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'text/csv' },
      body: Readable.toWeb(Readable.from(csv(count))),
      duplex: 'half',
    } as RequestInit)
    const { data } = (await answer.json()) as { data: { created: number } }
    if (data.created !== count) throw new Error(`${data.created} of ${count} rows were taken`)
  })
  const exporting = await watch(server, `${base}?limit=1`, headers, async () => {
    const answer = await fetch(`${base}/export?format=csv`, { headers })
    let lines = 0
    for await (const chunk of answer.body ?? []) for (const byte of chunk as Uint8Array) if (byte === 10) lines++
    if (lines !== count + 1) throw new Error(`${lines} lines for ${count} rows came back`)
  })
  const lists: number[] = []
  for (let i = 0; i < LISTS; i++)
    lists.push(await timed(`${base}?status=${STATES[i % 3] ?? ''}&sort=-createdAt&limit=20`, headers))
  lists.sort((a, b) => a - b)
  return {
    importSeconds: importing.seconds,
    importRss: importing.megabytes,
    slowest: importing.slowest,
    exportSeconds: exporting.seconds,
    exportRss: exporting.megabytes,
    listP50: lists[Math.floor(LISTS * 0.5)] ?? NaN,
    listP95: lists[Math.floor(LISTS * 0.95)] ?? NaN,
  }
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

function* csv(count: number): Generator<Uint8Array> {
  const encoder = new TextEncoder()
  yield encoder.encode('customer,product,quantity,status,total\n')
  for (let from = 0; from < count; from += 1_000) {
    const lines = Array.from({ length: Math.min(1_000, count - from) }, (_, i) => {
      const n = from + i
      return `Customer ${n % 9_973},Product ${n % 101},${1 + (n % 7)},${STATES[n % 3] ?? ''},${(n % 10_000) / 4}\n`
    })
    yield encoder.encode(lines.join(''))
  }
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
