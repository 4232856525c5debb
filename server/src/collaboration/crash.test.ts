import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'

import { testStores } from '../platform/db/test/testDatabase.ts'
import { openProjectLog } from './storage/openProjectLog.ts'
import { until } from './test/startDoor.ts'
import { Typist } from './test/typist.ts'

const ROUNDS = 12

it(
  '[C1] [C7] kill -9 while two people type and delete loses nothing that was acknowledged',
  { timeout: 120_000 },
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'axiom-crash-'))
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
    let { child, port } = await startServer(dataDir, 0)
    onTestFinished(() => void child.kill('SIGKILL'))
    const url = `ws://127.0.0.1:${port}/collaboration`
    const typists = [new Typist(url, 'ann', 'polite'), new Typist(url, 'bob', 'rude')]
    for (let round = 0; round < ROUNDS; round++) {
      const before = typists.map((typist) => typist.acknowledged.written.size)
      await until('both are acknowledged', () =>
        typists.every((typist, i) => typist.acknowledged.written.size > (before[i] ?? 0) + 5),
      )
      // Somewhere inside the next burst.
      await new Promise((resolve) => setTimeout(resolve, (round * 7) % 40))
      const exited = once(child, 'exit')
      child.kill('SIGKILL')
      await exited
      const known = typists.map(({ acknowledged }) => ({
        written: [...acknowledged.written],
        deleted: [...acknowledged.deleted],
      }))
      const kept = await readLog(dataDir)
      typists.forEach((typist, i) => {
        const { written = [], deleted = [] } = known[i] ?? {}
        expect(written.filter((key) => !kept.has(key) && !typist.isDeleted(key))).toEqual([])
        expect(deleted.filter((key) => kept.has(key))).toEqual([])
      })
      ;({ child } = await startServer(dataDir, port))
    }
    typists.forEach((typist) => typist.pause())
    await until('all saved', () => typists.every((typist) => typist.isSaved))
    const maps = typists.map((typist) => typist.y.getMap('theme'))
    const keys = (map: Y.Map<unknown> | undefined): string[] => [...(map?.keys() ?? [])].toSorted()
    await until('converged', () => keys(maps[0]).join() === keys(maps[1]).join())
    child.kill('SIGKILL')
    expect([...(await readLog(dataDir))].toSorted()).toEqual(keys(maps[0]))
  },
)

async function startServer(dataDir: string, port: number): Promise<{ child: ChildProcess; port: number }> {
  const script = fileURLToPath(new URL('./test/crashServer.ts', import.meta.url))
  const child = spawn(process.execPath, [script, dataDir, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, port: Number(line.toString()) }
}

async function readLog(dataDir: string): Promise<Set<string>> {
  const store = await openProjectLog(testStores(dataDir))
  const y = new Y.Doc()
  const { chunks } = await store.load('project1')
  for (const { u } of chunks) Y.applyUpdate(y, u)
  await store.close()
  expect(y.store.pendingStructs).toBeNull()
  return new Set(y.getMap('theme').keys())
}
