import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'

import { openProjectLog } from './collaboration/storage/openProjectLog.ts'

async function newFolder(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'axiom-main-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  return dataDir
}

/** The real program, as a starter runs it; `ended` gives its exit code and what it said about errors. */
async function start(variables: Record<string, string> = {}, args: readonly string[] = []) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], {
    env: { ...process.env, DATA_DIR: await newFolder(), PORT: '0', APPS_PORT: '0', LOG_LEVEL: 'error', ...variables },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let said = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (said += text))
  const ended = once(child, 'close').then(([code]: (number | null)[]) => ({ code, said }))
  // Runs before the folder is removed.
  onTestFinished(async () => {
    child.kill('SIGKILL')
    await ended
  })
  return { child, ended }
}

it('is ready when it says so, and stops by itself when asked', async () => {
  const { child, ended } = await start()
  const [{ ready }] = (await once(child, 'message')) as [{ ready: { port: number } }]
  expect((await fetch(`http://127.0.0.1:${ready.port}/health/ready`)).status).toBe(200)
  child.kill('SIGTERM')
  expect(await ended).toEqual({ code: 0, said: '' })
})

it('[G2] started once with --restored, it raises the epoch of every document', { timeout: 120_000 }, async () => {
  const DATA_DIR = await newFolder()
  const first = await start({ DATA_DIR })
  const [{ ready }] = (await once(first.child, 'message')) as [{ ready: { port: number } }]
  const url = `http://127.0.0.1:${ready.port}`
  const post = async (path: string, body: unknown, token = ''): Promise<unknown> => {
    const headers = {
      origin: url,
      'content-type': 'application/json',
      ...(token && { authorization: `Bearer ${token}` }),
    }
    return (await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })).json()
  }
  const person = { name: 'Mara', email: 'mara@example.com', password: 'correct horse battery' }
  const { accessToken } = (await post('/api/auth/register', person)) as { accessToken: string }
  const { id } = (await post('/api/projects', { name: 'Shop', template: 'blank' }, accessToken)) as { id: string }
  first.child.kill('SIGTERM')
  await first.ended
  const again = await start({ DATA_DIR }, ['--restored'])
  await once(again.child, 'message')
  again.child.kill('SIGTERM')
  expect(await again.ended).toEqual({ code: 0, said: '' })
  const log = await openProjectLog({ dataDir: DATA_DIR })
  const y = new Y.Doc()
  for (const { u } of (await log.load(id)).chunks) Y.applyUpdate(y, u)
  await log.close()
  expect(y.getMap('meta').toJSON()).toMatchObject({ epoch: 1, restoredAt: expect.any(Number) as number })
})

it('refuses to start on a taken port that was asked for, and says so', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const { port } = other.address() as AddressInfo
  const { ended } = await start({ PORT: String(port) })
  const said = `Port ${port} is taken by another program. Stop that one, or choose another port (PORT, APPS_PORT).\n`
  expect(await ended).toEqual({ code: 1, said })
})

it('names every wrong variable', async () => {
  const { ended } = await start({ PORT: 'many', JWT_SECRET: 'short' })
  expect(await ended).toEqual({ code: 1, said: expect.stringMatching(/PORT: .*\n.*JWT_SECRET: /) })
})

it('[C4] a damaged update log stops the start with a message and an exit code', async () => {
  const dataDir = await newFolder()
  await writeFile(join(dataDir, 'log.db'), 'no database, certainly not one of SQLite '.repeat(200))
  const { code, said } = await (await start({ DATA_DIR: dataDir })).ended
  expect(said).toContain(`The update log ${join(dataDir, 'log.db')} cannot be opened for writing`)
  expect(code).toBe(1)
})
