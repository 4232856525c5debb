import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'

/** Runs the server until it ends by itself. */
async function start(dataDir: string): Promise<{ code: number | null; said: string }> {
  const env = { ...process.env, DATA_DIR: dataDir, PORT: '0', APPS_PORT: '0' }
  const server = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], { env })
  onTestFinished(() => void server.kill('SIGKILL'))
  let said = ''
  server.stderr.on('data', (data: Buffer) => (said += data.toString()))
  const code = await new Promise<number | null>((resolve) => server.on('close', resolve))
  return { code, said }
}

it('[C4] a damaged update log stops the start with a message and an exit code', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'axiom-main-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  await writeFile(join(dataDir, 'log.db'), 'no database, certainly not one of SQLite '.repeat(200))
  const { code, said } = await start(dataDir)
  expect(said).toContain(`The update log ${join(dataDir, 'log.db')} cannot be opened for writing`)
  expect(code).toBe(1)
})
