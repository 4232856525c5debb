import './people/browser.ts'
import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { request } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { setDefaultCACertificates } from 'node:tls'

import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest'

import { testDatabase, type TestDatabase } from '../server/src/platform/db/test/testDatabase.ts'
import { freePort } from '../server/test/startRedis.ts'
import { Nginx } from './parts/nginx.ts'
import { Replica } from './parts/replica.ts'
import { Account } from './people/api.ts'
import { openAs, saved } from './people/setting.ts'

// Two real processes on one MongoDB, behind the project's own nginx.conf with TLS.
let folder: string
let database: TestDatabase
let replicas: Replica[]
let nginx: Nginx
let url: string
let ann: Account
let projectId: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'axiom-front-'))
  database = testDatabase()
  const tls = await selfSigned(folder)
  setDefaultCACertificates([tls.certificate])
  const port = await freePort()
  url = `https://localhost:${port}`
  const env = {
    MONGODB_URI: database.uri,
    JWT_SECRET: 'the same text of 32 characters or more everywhere',
    PUBLIC_URL: url,
    APPS_DOMAIN: 'apps.example.com',
    TRUSTED_PROXIES: 'nginx',
  }
  replicas = await Promise.all(['one', 'two'].map((name) => Replica.prepare(name, folder, env)))
  nginx = await Nginx.start({ upstreams: replicas, tls, port })
  await Promise.all(replicas.map((replica) => replica.start()))
  ann = new Account(url, 'ann@example.com')
  await ann.register()
  projectId = (await ann.call<{ id: string }>('POST', '/api/projects', { name: 'Front', template: 'blank' })).id
})
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.close()))
  await nginx.close()
  await database.drop()
  await rm(folder, { recursive: true, force: true })
})

async function selfSigned(into: string): Promise<{ certificate: string; key: string }> {
  const [certificate, key] = [join(into, 'tls.crt'), join(into, 'tls.key')]
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,DNS:*.apps.example.com']
  const out = ['-keyout', key, '-out', certificate]
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', ...names, ...out], {
    stdio: 'ignore',
  })
  return { certificate: await readFile(certificate, 'utf8'), key: await readFile(key, 'utf8') }
}

/** For what `fetch` does not let one see or say: another host, the encoding of the answer. */
function raw(
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; headers: NodeJS.Dict<unknown> }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', servername: 'localhost', port: nginx.port, path, headers }, (answer) => {
      answer.resume().on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers }))
    })
    sent.on('error', reject)
    sent.end()
  })
}

/** Open sockets of each process, by its own figures. */
async function sockets(): Promise<number[]> {
  const texts = await Promise.all(replicas.map(async (one) => (await fetch(`${one.url}/metrics`)).text()))
  return texts.map((text) => Number(/^collaboration_sockets (\d+)/m.exec(text)?.[1]))
}

it('answers by HTTPS with the headers that browsers need, packed, and sends who comes by HTTP there', async () => {
  const { host } = new URL(url)
  const page = await raw('/api/openapi.json', { host, 'accept-encoding': 'gzip' })
  expect(page.status).toBe(200)
  expect(page.headers).toMatchObject({
    'content-encoding': 'gzip',
    vary: expect.stringMatching(/accept-encoding/i),
    'strict-transport-security': expect.stringContaining('max-age='),
    'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
    'x-content-type-options': 'nosniff',
  })
  expect(page.headers['server']).toBe('nginx')
  const plain = await fetch(`http://localhost:${nginx.plainPort}/projects?a=1`, { redirect: 'manual' })
  expect([plain.status, plain.headers.get('location')]).toEqual([
    308,
    `https://localhost:${nginx.plainPort}/projects?a=1`,
  ])
  const app = await raw('/app.json', { host: 'nothing.apps.example.com' })
  expect([app.status, app.headers['content-type']]).toEqual([404, expect.stringContaining('problem+json')])
})

it('[C12] brings the people of one project to one process, and different projects to all', async () => {
  const before = await sockets()
  const used = new Set<number>()
  for (let i = 0; i < 40 && used.size < 2; i++) {
    const known = await sockets()
    const open = [1, 2, 3].map(
      () => new WebSocket(`${url.replace('http', 'ws')}/collaboration?project=${projectId}x${i}`),
    )
    await Promise.all(open.map((socket) => new Promise((resolve) => socket.addEventListener('open', resolve))))
    const more = (await sockets()).map((count, k) => count - (known[k] ?? 0))
    expect(more.toSorted()).toEqual([0, 3])
    used.add(more.indexOf(3))
    for (const socket of open) socket.close()
    await expect.poll(sockets).toEqual(before)
  }
  expect(used.size).toBe(2)
})

it('[C1] [C12] one process after another is stopped and started: no request fails and no edit is lost', async () => {
  const session = openAs(ann, { url, projectId })
  await saved(session)
  const { theme } = session.doc.roots
  const written = new Set<string>()
  const failures = new Set<string>()
  let isOver = false
  const edit = setInterval(() => {
    const key = `edit${written.size}`
    session.doc.y.transact(() => theme.set(key, written.size), session.origin)
    written.add(key)
  }, 10)
  onTestFinished(() => {
    isOver = true
    clearInterval(edit)
  })
  const token = await ann.getToken({ fresh: false })
  const headers = { origin: url, authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const visit = async (work: () => Promise<Response>): Promise<number> => {
    let count = 0
    for (; !isOver; count++) {
      const answer = await work().catch((error: unknown) => error)
      if (!(answer instanceof Response) || !answer.ok)
        failures.add(answer instanceof Response ? `${answer.url} ${answer.status}` : String(answer))
      else await answer.arrayBuffer()
      await sleep(25)
    }
    return count
  }
  const path = `${url}/api/projects/${projectId}`
  const visits = Promise.all([
    visit(() => fetch(path, { headers })),
    // What nginx repeats for nobody.
    visit(() => fetch(`${path}/versions`, { headers, method: 'POST', body: JSON.stringify({ label: 'Now' }) })),
    visit(() => fetch(`${url}/health/ready`)),
  ])
  for (const replica of replicas) {
    const stopped = replica.stop()
    // It says that it is going while it still answers.
    await expect.poll(async () => (await fetch(`${replica.url}/health/ready`)).status).toBe(503)
    expect(await stopped).toBe(true)
    await replica.start()
  }
  isOver = true
  clearInterval(edit)
  const counts = await visits
  expect([...failures]).toEqual([])
  expect(Math.min(...counts)).toBeGreaterThan(10)
  await saved(session)
  for (const replica of replicas) {
    const reader = openAs(ann, { url: replica.url, projectId })
    await saved(reader)
    expect([...written].filter((key) => !reader.doc.roots.theme.has(key))).toEqual([])
    await reader.close()
  }
  await session.close()
})

it('[C12] when a process is killed, the next request and the next socket are served by the other', async () => {
  const session = openAs(ann, { url, projectId })
  await saved(session)
  const [first, second] = await sockets()
  const serving = replicas[(first ?? 0) > (second ?? 0) ? 0 : 1]
  await serving?.kill()
  const answer = await ann.call<{ id: string }>('GET', `/api/projects/${projectId}`)
  expect(answer.id).toBe(projectId)
  session.doc.y.transact(() => session.doc.roots.theme.set('after', 1), session.origin)
  await saved(session)
  await session.close()
  await serving?.start()
})

it('keeps out bodies that are too large and floods', async () => {
  const huge = await fetch(`${url}/api/auth/login`, {
    method: 'POST',
    headers: { origin: url, 'content-type': 'application/json' },
    body: 'x'.repeat((16 << 20) + 1),
  })
  expect(huge.status).toBe(413)
  const flood = await Promise.all(
    Array.from({ length: 400 }, async () => {
      const answer = await fetch(`${url}/api/health`)
      await answer.arrayBuffer()
      return answer.status
    }),
  )
  expect(new Set(flood)).toEqual(new Set([200, 429]))
  expect((await fetch(`${url}/health`)).status).toBe(200)
})
