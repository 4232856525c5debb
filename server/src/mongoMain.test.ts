import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'

import { testDatabase } from './platform/db/test/testDatabase.ts'

const SECRET = 'the same text of 32 characters or more everywhere'

/** The real program, with a data folder of its own. */
async function startMain(env: Record<string, string>) {
  const dataDir = await mkdtemp(join(tmpdir(), 'axiom-main-'))
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: { PATH: process.env['PATH'], DATA_DIR: dataDir, LOG_LEVEL: 'error', PORT: '0', APPS_PORT: '0', ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  const exited = once(child, 'exit').then(([code]: (number | null)[]) => code)
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await exited
    await rm(dataDir, { recursive: true, force: true })
  })
  const errors = child.stderr?.setEncoding('utf8').toArray() ?? Promise.resolve([])
  return { child, exited, errors: async () => (await errors).join('') }
}

it('several processes, each with a folder of its own, serve one installation', async () => {
  const { uri, drop } = testDatabase()
  const env = { MONGODB_URI: uri, JWT_SECRET: SECRET }
  const programs = await Promise.all([startMain(env), startMain(env)])
  onTestFinished(async () => {
    for (const { child, exited } of programs) {
      child.kill('SIGTERM')
      expect(await exited).toBe(0)
    }
    await drop()
  })
  const [one = '', two = ''] = await Promise.all(
    programs.map(async ({ child }) => {
      const [{ ready }] = (await once(child, 'message')) as [{ ready: { port: number } }]
      return `http://127.0.0.1:${ready.port}`
    }),
  )
  const post = (url: string, path: string, body: unknown, token?: string): Promise<Response> =>
    fetch(url + path, {
      method: 'POST',
      headers: { origin: url, 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    })
  const input = { name: 'Mara', email: 'mara@example.com', password: 'correct horse battery' }
  const { accessToken } = (await (await post(one, '/api/auth/register', input)).json()) as { accessToken: string }
  const made = await post(two, '/api/projects', { name: 'Shared', template: 'orders' }, accessToken)
  expect(made.status).toBe(201)
  const { id } = (await made.json()) as { id: string }
  const read = await fetch(`${one}/api/projects/${id}`, { headers: { authorization: `Bearer ${accessToken}` } })
  expect(await read.json()).toMatchObject({ id, name: 'Shared' })
})

it('says what is missing: an address that answers, a secret that all processes share', async () => {
  const nowhere = await startMain({
    MONGODB_URI: 'mongodb://someone:hidden@127.0.0.1:1/axiom?serverSelectionTimeoutMS=300',
    JWT_SECRET: SECRET,
  })
  expect(await nowhere.exited).toBe(1)
  const said = await nowhere.errors()
  expect(said).toContain('MongoDB at mongodb://127.0.0.1:1/axiom cannot be used')
  expect(said).not.toContain('hidden')
  const alone = await startMain({ MONGODB_URI: 'mongodb://127.0.0.1:1' })
  expect(await alone.exited).toBe(1)
  expect(await alone.errors()).toContain('JWT_SECRET: is needed with MONGODB_URI')
})
