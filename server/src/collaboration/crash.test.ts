import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { HocuspocusProvider } from '@hocuspocus/provider'
import { expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'

import { SqliteChunkStore } from './storage/sqliteChunkStore.ts'
import { joinProject, until } from './test/startDoor.ts'

const ROUNDS = 12

/** Writes and deletes keys of its own for as long as it lives, and remembers what was acknowledged. */
class Typist {
  readonly provider: HocuspocusProvider
  readonly acknowledged = { written: new Set<string>(), deleted: new Set<string>() }
  readonly #written: string[] = []
  readonly #deleted = new Set<string>()
  readonly #timer: NodeJS.Timeout
  readonly #name: string

  constructor(url: string, name: string) {
    this.#name = name
    this.provider = joinProject(url, name)
    this.provider.on('unsyncedChanges', ({ number }: { number: number }) => {
      if (number > 0 || !this.provider.synced) return
      for (const key of this.#written) this.acknowledged.written.add(key)
      for (const key of this.#deleted) this.acknowledged.deleted.add(key)
    })
    this.#timer = setInterval(() => this.#type(), 3)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  isDeleted(key: string): boolean {
    return this.#deleted.has(key)
  }

  /** In bursts, each followed by a moment in which everything is acknowledged: only then it is known what was. */
  #type(): void {
    if (this.#written.length % 10 === 0 && this.provider.hasUnsyncedChanges && this.provider.synced) return
    const map = this.provider.document.getMap<number>('nodes')
    const key = `${this.#name}${this.#written.length}`
    map.set(key, this.#written.length)
    this.#written.push(key)
    const old = this.#written.at(-4)
    if (old !== undefined && this.#written.length % 2 === 0) {
      map.delete(old)
      this.#deleted.add(old)
    }
  }
}

it(
  '[C1] [C7] kill -9 while two people type and delete loses nothing that was acknowledged',
  { timeout: 120_000 },
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'axiom-crash-'))
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
    let { child, port } = await startServer(dataDir, 0)
    onTestFinished(() => void child.kill('SIGKILL'))
    const typists = ['ann', 'bob'].map((name) => new Typist(`ws://127.0.0.1:${port}/collaboration`, name))
    onTestFinished(() => typists.forEach((typist) => typist.stop()))
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
    typists.forEach((typist) => typist.stop())
    await until('all saved', () => typists.every(({ provider }) => provider.synced && !provider.hasUnsyncedChanges))
    const [a, b] = typists.map(({ provider }) => provider.document.getMap('nodes'))
    await until('converged', () => JSON.stringify(sorted(a?.toJSON())) === JSON.stringify(sorted(b?.toJSON())))
    child.kill('SIGKILL')
    expect([...(await readLog(dataDir))].toSorted()).toEqual([...(a?.keys() ?? [])].toSorted())
  },
)

async function startServer(dataDir: string, port: number): Promise<{ child: ChildProcess; port: number }> {
  const script = fileURLToPath(new URL('./test/crashServer.ts', import.meta.url))
  const child = spawn(process.execPath, [script, dataDir, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  return { child, port: Number(line.toString()) }
}

async function readLog(dataDir: string): Promise<Set<string>> {
  const store = new SqliteChunkStore(dataDir)
  const y = new Y.Doc()
  const { chunks } = await store.load('project1')
  for (const { u } of chunks) Y.applyUpdate(y, u)
  await store.close()
  expect(y.store.pendingStructs).toBeNull()
  return new Set(y.getMap('nodes').keys())
}

function sorted(value: Record<string, unknown> | undefined): [string, unknown][] {
  return Object.entries(value ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1))
}
