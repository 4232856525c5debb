import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'

const MAIN = join(import.meta.dirname, '../src/main.ts')

/** The real program, with a data folder of its own. */
async function startMain(env: Record<string, string>) {
  const dataDir = await mkdtemp(join(tmpdir(), 'axiom-main-'))
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], DATA_DIR: dataDir, LOG_LEVEL: 'error', ...env },
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

it('refuses to start on a taken port that was asked for, and says so', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  onTestFinished(() => void other.close())
  const { port } = other.address() as AddressInfo
  const { exited, errors } = await startMain({ PORT: String(port), APPS_PORT: '0' })
  expect(await exited).toBe(1)
  expect(await errors()).toBe(
    `Port ${port} is taken by another program. Stop that one, or choose another port (PORT, APPS_PORT).\n`,
  )
})

it('names every wrong variable', async () => {
  const { exited, errors } = await startMain({ PORT: 'many', JWT_SECRET: 'short' })
  expect(await exited).toBe(1)
  expect(await errors()).toMatch(/PORT: .*\n.*JWT_SECRET: /)
})

it('is ready when it says so, and stops by itself when asked', async () => {
  const { child, exited } = await startMain({ PORT: '0', APPS_PORT: '0' })
  const [{ ready }] = (await once(child, 'message')) as [{ ready: { port: number } }]
  expect((await fetch(`http://127.0.0.1:${ready.port}/health/ready`)).status).toBe(200)
  child.kill('SIGTERM')
  expect(await exited).toBe(0)
})
