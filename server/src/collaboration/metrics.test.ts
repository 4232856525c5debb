import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { Registry } from 'prom-client'
import { expect, it, vi } from 'vitest'
import * as Y from 'yjs'

import { createCollaborationMetrics } from './metrics.ts'
import { faultyLog } from './test/faultyLog.ts'
import { joinProject, startDoor, until, type TestDoor } from './test/startDoor.ts'

async function read(door: TestDoor, name: string): Promise<number> {
  const { values = [] } = (await door.metrics.getSingleMetric(name)?.get()) ?? {}
  return values[0]?.value ?? NaN
}

it('every figure of the engine is described in docs/monitoring.md, and no other', async () => {
  const registry = new Registry()
  createCollaborationMetrics(registry)
  const text = await readFile(join(import.meta.dirname, '../../../docs/monitoring.md'), 'utf8')
  const described = [...text.matchAll(/^\| `(collaboration_\w+)` \| (\w+) \|/gm)].map(
    ([, name, kind]) => `${name} ${kind}`,
  )
  const real = (await registry.getMetricsAsJSON()).map(({ name, type }) => `${name} ${type}`)
  expect(described.toSorted()).toEqual(real.toSorted())
})

it('[C9] failed appends, appends under way and the length of the log are told as they are', async () => {
  const { injected, control } = await faultyLog()
  const door = await startDoor({ store: injected })
  const ann = joinProject(door.url, 'ann')
  await until('in', () => ann.synced)
  const type = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      ann.document.getMap('theme').set('accent', `#${i}`)
      await until('saved', () => !ann.hasUnsyncedChanges)
    }
  }
  await type(5)
  await vi.waitFor(async () => expect(await read(door, 'collaboration_log_chunks')).toBe(5), 5_000)
  expect(await read(door, 'collaboration_append_errors_total')).toBe(0)
  let release = (): void => undefined
  control.gate = new Promise((resolve) => (release = resolve))
  ann.document.getMap('theme').set('accent', 'waits')
  await vi.waitFor(async () => expect(await read(door, 'collaboration_appends_in_flight')).toBe(1), 5_000)
  control.failing = true
  release()
  await vi.waitFor(async () => expect(await read(door, 'collaboration_append_errors_total')).toBeGreaterThan(0), 5_000)
  control.failing = false
  await until('saved in the end', () => !ann.hasUnsyncedChanges)
  await vi.waitFor(async () => expect(await read(door, 'collaboration_appends_in_flight')).toBe(0), 5_000)
})

it('[C5] a log that cannot be compacted is late, and longer each time', async () => {
  const { injected } = await faultyLog()
  let works = false
  const compact: typeof injected.compact = async (projectId) => {
    if (!works) throw new Error('no room')
    return injected.compact(projectId)
  }
  const door = await startDoor({ store: { ...injected, compact } })
  const { documents } = door.collaboration
  const edit = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++)
      await documents.editDocument('project1', {
        reason: 'test',
        actorId: null,
        edit: (doc) => doc.roots.theme.set('accent', `#${i}`),
      })
  }
  await edit(10)
  expect(await read(door, 'collaboration_compaction_lag_seconds')).toBe(0)
  await edit(390)
  await vi.waitFor(async () => expect(await read(door, 'collaboration_compaction_errors_total')).toBe(1), 5_000)
  await vi.waitFor(
    async () => expect(await read(door, 'collaboration_compaction_lag_seconds')).toBeGreaterThan(0.5),
    5_000,
  )
  works = true
  await edit(400)
  await vi.waitFor(async () => expect(await read(door, 'collaboration_compaction_lag_seconds')).toBe(0), 5_000)
})

it('[C7] a document with a gap in its log is told', async () => {
  const { injected } = await faultyLog()
  const y = new Y.Doc()
  const updates: Uint8Array[] = []
  y.on('update', (update: Uint8Array) => updates.push(update))
  for (const word of ['a', 'b']) y.getMap('theme').set('accent', word)
  const [, late = new Uint8Array()] = updates
  await injected.append({ _id: '01900000-0000-7000-8000-000000000000', d: 'project1', k: 'u', u: late }, null)
  const door = await startDoor({ store: injected })
  await door.collaboration.documents.revision('project1')
  await vi.waitFor(async () => expect(await read(door, 'collaboration_pending_documents')).toBe(1), 5_000)
})
