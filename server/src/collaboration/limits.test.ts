import type { ProjectDoc } from '@axiom/shared/document/projectDoc'
import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { ColdLoads } from './coldLoads.ts'
import { RawClient } from './test/rawClient.ts'
import { joinProject, startDoor, until, type TestDoor } from './test/startDoor.ts'

const FULL = [{ type: 'refused', code: 'document_full', key: '' }]

async function closeOf(client: RawClient): Promise<number | null> {
  await until('closed', () => client.closeCode !== null)
  return client.closeCode
}

/** Signs in and waits for the answer, whatever it is. */
async function knock(door: TestDoor, token: string, project: string): Promise<RawClient> {
  const client = RawClient.start(door.url, project)
  await client.open()
  client.token(token)
  await until('answered', () => client.closeCode !== null || client.received.some(({ type }) => type === 2))
  return client
}

function update(edit: (y: Y.Doc) => void, y = new Y.Doc()): Uint8Array {
  const before = Y.encodeStateVector(y)
  edit(y)
  return Y.encodeStateAsUpdate(y, before)
}

it('[G5] a document takes so many sockets, and a person so many; a place that is left is free again', async () => {
  const door = await startDoor({ limits: { sockets: { perDocument: 3, perUser: 2 } } })
  const first = await knock(door, 'ann', 'p1')
  await knock(door, 'ann', 'p2')
  expect(await closeOf(await knock(door, 'ann', 'p3'))).toBe(4429)
  await knock(door, 'bob', 'p1')
  const last = await knock(door, 'cid', 'p1')
  expect(await closeOf(await knock(door, 'dan', 'p1'))).toBe(4429)
  expect([first.closeCode, last.closeCode]).toEqual([null, null])
  last.close()
  await closeOf(last)
  const dan = joinProject(door.url, 'dan', 'p1')
  await until('let in', () => dan.synced)
})

it('[G5] a document that is full takes no more, but what is deleted makes room', async () => {
  const door = await startDoor({ limits: { size: { bytes: 25_000, items: 1_000, nodes: 10 } } })
  const ann = await RawClient.signedIn(door.url, 'ann')
  const y = new Y.Doc()
  const set = (key: string): Uint8Array => update(() => y.getMap('theme').set(key, 'x'.repeat(6_000)), y)
  for (const key of ['a', 'b', 'c']) ann.sync(2, set(key))
  await until('taken', () => ann.acknowledgements.length === 3)
  // Writing one key again and again costs nothing for long.
  for (let i = 0; i < 3; i++) ann.sync(2, set('a'))
  await until('taken', () => ann.acknowledgements.length === 6)
  expect(ann.refusals).toEqual([])
  const more = update((other) => other.getMap('theme').set('d', 'x'.repeat(7_900)))
  ann.sync(2, more)
  await until('refused', () => ann.refusals.length === 1)
  expect(ann.refusals).toEqual(FULL)
  ann.sync(
    2,
    update(() => y.getMap('theme').delete('b'), y),
  )
  await until('deleted', () => ann.acknowledgements.at(-1) === true)
  const keys = await door.collaboration.documents.readDocument('project1', (doc) => [...doc.roots.theme.keys()])
  expect(keys.toSorted()).toEqual(['a', 'c'])
})

it.each([
  ['items', { bytes: 1 << 20, items: 50, nodes: 1_000 }],
  ['nodes', { bytes: 1 << 20, items: 10_000, nodes: 10 }],
])('[G5] a document has at most so many %s', async (_what, size) => {
  const door = await startDoor({ limits: { size } })
  const ann = await RawClient.signedIn(door.url, 'ann')
  const y = new Y.Doc()
  for (let i = 0; i < 30 && ann.refusals.length === 0; i++) {
    const before = ann.acknowledgements.length
    const row = new Y.Map(Object.entries({ at: { p: 's', i: `a${i}` }, type: 'card', name: `${i}` }))
    ann.sync(
      2,
      update(() => y.getMap('nodes').set(`n${i}`, row), y),
    )
    await until('answered', () => ann.acknowledgements.length > before)
  }
  expect(ann.refusals).toEqual(FULL)
  const nodes = await door.collaboration.documents.readDocument('project1', (doc) => doc.roots.nodes.size)
  expect(nodes).toBeGreaterThan(5)
  expect(nodes).toBeLessThan(20)
})

it('[G5] a reader that does not read is cut off at 8 MB, comes back and has everything; the others notice nothing', async () => {
  const door = await startDoor()
  const slow = await RawClient.signedIn(door.url, 'slow')
  const quick = joinProject(door.url, 'quick')
  await until('synced', () => quick.synced)
  slow.stopReading()
  const write = (doc: ProjectDoc, round: number): void => {
    for (let key = 0; key < 100; key++) doc.roots.theme.set(`k${key}`, `${round}`.padEnd(8_000, 'x'))
  }
  const { documents } = door.collaboration
  const sockets = async (): Promise<number> =>
    (await door.metrics.getSingleMetric('collaboration_sockets')?.get())?.values[0]?.value ?? 0
  let round = 0
  while ((await sockets()) === 2) {
    expect(round).toBeLessThan(60)
    await documents.editDocument('project1', { reason: 'test', actorId: null, edit: (doc) => write(doc, round) })
    round += 1
  }
  const last = `${round - 1}`.padEnd(8_000, 'x')
  await until('the quick one has all', () => quick.document.getMap('theme').get('k99') === last)
  const again = joinProject(door.url, 'slow')
  await until('the slow one too', () => again.synced && again.document.getMap('theme').get('k99') === last)
})

it('[G5] a few documents are loaded at a time, in the order in which they were asked for', async () => {
  const loads = new ColdLoads()
  const started: number[] = []
  const release: (() => void)[] = []
  const load = (i: number) => (): Promise<void> => {
    started.push(i)
    return new Promise((resolve) => release.push(resolve))
  }
  const all = Array.from({ length: 1_008 }, (_, i) => loads.run(load(i)))
  expect(started).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  await expect(loads.run(load(-1))).rejects.toMatchObject({ code: 'unavailable' })
  release[3]?.()
  await all[3]
  await until('the next has begun', () => started.length === 9)
  expect(started.at(-1)).toBe(8)
  for (let i = 0; i < 1_008; i++) {
    await until(`${i} has begun`, () => release[i] !== undefined)
    release[i]?.()
  }
  await Promise.all(all)
})
