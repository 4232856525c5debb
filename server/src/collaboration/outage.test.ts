import { execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'

import { describe, expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'

import { LogBreaker } from './logBreaker.ts'
import { ChunkRefusedError } from './storage/chunkStore.ts'
import { faultyLog } from './test/faultyLog.ts'
import { RawClient } from './test/rawClient.ts'
import { joinProject, startDoor, tempDir, until, type TestDoor } from './test/startDoor.ts'

/** No patience (ms), but more than an append takes on a busy machine. */
const SHORT = 500
const BEGINS = { type: 'outage', active: true }
const ENDS = { type: 'outage', active: false }

/** Edits that come one by one. */
function edits() {
  const y = new Y.Doc()
  return (key: string, value: unknown): Uint8Array => {
    const before = Y.encodeStateVector(y)
    y.getMap('theme').set(key, value)
    return Y.encodeStateAsUpdate(y, before)
  }
}

function theme(door: TestDoor): Promise<Record<string, unknown>> {
  return door.collaboration.documents.readDocument('project1', (doc) => doc.roots.theme.toJSON())
}

const named = { reason: 'test', actorId: null, edit: () => undefined }

it('[C9] while the log fails edits wait, everybody is told, and nobody has to connect again', async () => {
  const { injected, control } = await faultyLog()
  const door = await startDoor({ store: injected, patienceMs: SHORT })
  const ann = await RawClient.signedIn(door.url, 'ann')
  const bob = await RawClient.signedIn(door.url, 'bob')
  const edit = edits()
  control.failing = true
  for (const key of ['a', 'b', 'c']) ann.sync(2, edit(key, 1))
  await until('told', () => ann.stateless.length > 0 && bob.stateless.length > 0)
  const late = await RawClient.signedIn(door.url, 'late')
  await until('told at once', () => late.stateless.length > 0)
  expect([ann.stateless, bob.stateless, late.stateless]).toEqual([[BEGINS], [BEGINS], [BEGINS]])
  expect([ann.acknowledgements, await theme(door)]).toEqual([[], {}])
  control.failing = false
  await until('saved', () => ann.acknowledgements.length === 3)
  expect(ann.acknowledgements).toEqual([true, true, true])
  expect(await theme(door)).toEqual({ a: 1, b: 1, c: 1 })
  await until('told again', () => [ann, bob, late].every((client) => client.stateless.length === 2))
  expect([ann.stateless.at(-1), bob.stateless.at(-1), late.stateless.at(-1)]).toEqual([ENDS, ENDS, ENDS])
  expect([ann.closeCode, bob.closeCode]).toEqual([null, null])
})

it('[C9] a log that answers late is an outage too, and a short failure is none', async () => {
  const { injected, control } = await faultyLog()
  const door = await startDoor({ store: injected, patienceMs: 1_500 })
  const ann = await RawClient.signedIn(door.url, 'ann')
  const edit = edits()
  control.failing = true
  ann.sync(2, edit('a', 1))
  await until('failed once', () => control.appended === 1)
  control.failing = false
  await until('saved', () => ann.acknowledgements.length === 1)
  expect(ann.stateless).toEqual([])
  control.gate = new Promise<void>((resolve) => (control.release = resolve))
  ann.sync(2, edit('b', 1))
  await until('told', () => ann.stateless.length === 1)
  control.release()
  await until('over', () => ann.stateless.length === 2)
  expect([ann.stateless, ann.acknowledgements]).toEqual([
    [BEGINS, ENDS],
    [true, true],
  ])
})

it('[C9] [C8] an edit of the server fails at once in an outage, and leaves no trace', async () => {
  const { injected, control } = await faultyLog()
  const door = await startDoor({ store: injected, patienceMs: SHORT })
  const { documents } = door.collaboration
  const rename = (name: string) => ({
    ...named,
    edit: (doc: { roots: { meta: Y.Map<unknown> } }) => doc.roots.meta.set('name', name),
  })
  control.failing = true
  await expect(documents.editDocument('project1', rename('lost'))).rejects.toMatchObject({ code: 'unavailable' })
  const ann = await RawClient.signedIn(door.url, 'ann')
  ann.sync(2, edits()('a', 1))
  await until('told', () => ann.stateless.length === 1)
  const tried = control.appended
  const refused = documents.editDocument('project1', rename('lost too'))
  await expect(refused).rejects.toMatchObject({ code: 'unavailable', status: 503 })
  expect(control.appended - tried).toBeLessThan(2)
  control.failing = false
  await until('over', () => ann.stateless.length === 2)
  await documents.editDocument('project1', rename('kept'))
  expect(await documents.readDocument('project1', (doc) => doc.roots.meta.toJSON())).toEqual({ name: 'kept' })
})

it('[C9] a server that is stopped in an outage acknowledges nothing, and whoever comes back saves it', async () => {
  const { injected, control } = await faultyLog()
  const door = await startDoor({ store: injected, patienceMs: SHORT })
  const provider = joinProject(door.url, 'ann')
  await until('synced', () => provider.synced)
  control.failing = true
  provider.document.getMap('theme').set('a', 1)
  const raw = await RawClient.signedIn(door.url, 'bob')
  await until('told', () => raw.stateless.length === 1)
  await door.stop()
  expect(provider.hasUnsyncedChanges).toBe(true)
})

it(
  '[C9] a disk that is full is an outage; what was waiting is saved when there is room again',
  { timeout: 60_000 },
  async () => {
    const script = join(import.meta.dirname, 'test', 'crashServer.ts')
    // Only the embedded store has a file of its own to fill.
    const env = { ...process.env, MONGODB_URI: '' }
    const server = spawn(process.execPath, [script, await tempDir(), '0', '200'], { env })
    onTestFinished(() => void server.kill('SIGKILL'))
    const port = await new Promise<string>((resolve) =>
      server.stdout.once('data', (data: Buffer) => resolve(`${data}`)),
    )
    const ann = await RawClient.signedIn(`ws://127.0.0.1:${port.trim()}/collaboration`, 'ann')
    const edit = edits()
    const limit = (bytes: string): void =>
      void execFileSync('prlimit', ['--pid', `${server.pid}`, `--fsize=${bytes}:unlimited`])
    ann.sync(2, edit('a', 1))
    await until('saved', () => ann.acknowledgements.length === 1)
    limit('1')
    ann.sync(2, edit('b', 1))
    await until('told', () => ann.stateless.length > 0)
    expect([ann.stateless, ann.acknowledgements]).toEqual([[BEGINS], [true]])
    limit('unlimited')
    await until('saved', () => ann.acknowledgements.length === 2)
    await until('over', () => ann.stateless.length === 2)
    expect(ann.stateless).toEqual([BEGINS, ENDS])
  },
)

describe('LogBreaker', () => {
  const silent = { onChange: () => undefined, onFailure: () => undefined }

  it('[C9] tries once at a time while it fails, ever more seldom, and lets all go when it works', async () => {
    const breaker = new LogBreaker(silent)
    let isFailing = true
    const tries: number[] = []
    const work = async (): Promise<void> => {
      tries.push(performance.now())
      if (isFailing) throw new Error('down')
    }
    const all = Array.from({ length: 50 }, () => breaker.persist(work))
    await until('three probes', () => tries.length === 53)
    isFailing = false
    await Promise.all(all)
    const [first = 0, second = 0, third = 0] = tries.slice(50)
    const began = tries[49] ?? 0
    // Pauses of 100, 200 and 400 ms, half of each more or less.
    expect(first - began).toBeGreaterThan(45)
    expect(second - first).toBeGreaterThan(95)
    expect(third - second).toBeGreaterThan(195)
    expect(tries).toHaveLength(53 + 50)
  })

  it('[C9] what will never be stored is no outage', async () => {
    const breaker = new LogBreaker({ ...silent, patienceMs: 1 })
    const refused = async (): Promise<void> => {
      throw new ChunkRefusedError('another chunk has this id')
    }
    await expect(breaker.persist(refused)).rejects.toThrow('another chunk')
    await expect(breaker.once(refused)).rejects.toThrow('another chunk')
    expect(await breaker.once(async () => 1)).toBe(1)
    expect(breaker.isDown).toBe(false)
  })
})
