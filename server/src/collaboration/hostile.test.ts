import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { RawClient } from './test/rawClient.ts'
import { joinProject, startDoor, until } from './test/startDoor.ts'

/** Seeded, so that a failure can be repeated. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

it('[G5] garbage of every kind harms neither the server nor the others', { timeout: 60_000 }, async () => {
  const seed = Date.now() % 100_000
  const random = randomOf(seed)
  const door = await startDoor()
  const a = joinProject(door.url, 'ann')
  const b = joinProject(door.url, 'bob')
  await until('synced', () => a.synced && b.synced)
  for (let i = 0; i < 120; i++) {
    const bytes = Uint8Array.from({ length: Math.floor(random() * 60) }, () => Math.floor(random() * 256))
    const signedIn = i % 2 === 0
    const client = signedIn ? await RawClient.signedIn(door.url, 'mallory') : RawClient.start(door.url)
    if (!signedIn) await client.open()
    const way = Math.floor(random() * 7)
    if (way === 0) client.send(bytes)
    else if (way === 1)
      client.say(Math.floor(random() * 12), (encoder) => bytes.forEach((byte) => encoder.cbuf.fill(byte, 0, 0)))
    else if (way === 2) client.sync(0, bytes)
    else if (way === 3) client.sync(1, bytes)
    else if (way === 4) client.sync(2, bytes)
    else if (way === 5) client.send('text')
    else client.awareness(Math.floor(random() * 1e6), 1, [...bytes])
    a.document.getMap('theme').set(`k${i}`, i)
    client.close()
  }
  await until(`saved, seed ${seed}`, () => !a.hasUnsyncedChanges)
  await until(`converged, seed ${seed}`, () => b.document.getMap('theme').size === 120)
  expect(await door.collaboration.documents.readDocument('project1', (doc) => doc.roots.theme.size)).toBe(120)
})

it('[C6] a live update above the limit ends its socket with 4413, a frame above the cap with 1009', async () => {
  const door = await startDoor()
  const big = await RawClient.signedIn(door.url, 'ann')
  big.sync(2, new Uint8Array(5 << 20))
  await until('closed', () => big.closeCode !== null)
  const huge = await RawClient.signedIn(door.url, 'ann')
  huge.send(new Uint8Array(17 << 20).fill(1))
  await until('closed', () => huge.closeCode !== null)
  expect([big.closeCode, huge.closeCode]).toEqual([4413, 1009])
})

it('[C6] a long offline session of more than 4 MB comes as one step 2', async () => {
  const door = await startDoor()
  const y = new Y.Doc()
  for (let i = 0; i < 800; i++) y.getMap('theme').set(`k${i}`, 'x'.repeat(7_500))
  const provider = joinProject(door.url, 'ann', 'project1', y)
  await until('saved', () => provider.synced && !provider.hasUnsyncedChanges)
  expect(await door.collaboration.documents.readDocument('project1', (doc) => doc.roots.theme.size)).toBe(800)
})

it('[C8] nobody writes under a client id of the server, of this process or of one that is over', async () => {
  const ids: number[] = []
  const edit = (name: string) => ({
    reason: 'test',
    actorId: null,
    edit: (doc: { y: Y.Doc; roots: { meta: Y.Map<unknown> } }) => {
      ids.push(doc.y.clientID)
      doc.roots.meta.set('name', name)
    },
  })
  const first = await startDoor()
  await first.collaboration.documents.editDocument('project1', edit('first'))
  await first.stop()
  const door = await startDoor({ dataDir: first.dataDir })
  const { documents } = door.collaboration
  await documents.editDocument('project1', edit('kept'))
  expect(new Set(ids).size).toBe(2)
  const client = await RawClient.signedIn(door.url, 'mallory')
  for (const [i, id] of ids.entries()) {
    const y = new Y.Doc()
    Y.applyUpdate(y, await documents.encodeDocument('project1'))
    const before = Y.encodeStateVector(y)
    y.clientID = id
    y.getMap('meta').set('name', 'squatted')
    client.sync(2, Y.encodeStateAsUpdate(y, before))
    await until('refused', () => client.refusals.length === i + 1)
  }
  expect(await documents.readDocument('project1', (doc) => doc.roots.meta.get('name'))).toBe('kept')
})

it('[C13] one document per socket, and only a real project id', async () => {
  const door = await startDoor()
  const client = await RawClient.signedIn(door.url, 'ann')
  const other = RawClient.start(door.url, '../etc')
  await other.open()
  other.token('ann')
  client.send(Uint8Array.of(1, 65, 0, 0, 1, 0))
  await until('closed', () => client.closeCode !== null && other.closeCode !== null)
  expect([client.closeCode, other.closeCode]).toEqual([1008, 1007])
})

it('[G3] [G4] a refused edit changes nothing, says why, and leaves the connection usable', async () => {
  const seed = new Y.Doc()
  seed.getMap('nodes').set(
    'n1',
    new Y.Map([
      ['type', 'text'],
      ['at', 'root'],
    ]),
  )
  const door = await startDoor({ seedOf: async () => Y.encodeStateAsUpdate(seed) })
  const { documents } = door.collaboration
  const client = await RawClient.signedIn(door.url, 'mallory')
  const y = new Y.Doc()
  Y.applyUpdate(y, Y.encodeStateAsUpdate(seed))
  const update = (edit: () => void): Uint8Array => {
    const before = Y.encodeStateVector(y)
    edit()
    return Y.encodeStateAsUpdate(y, before)
  }
  client.sync(
    2,
    update(() => y.getMap('nodes').clear()),
  )
  await until('refused', () => client.refusals.length === 1)
  expect(client.refusals).toEqual([{ type: 'refused', code: 'row_deleted', key: 'nodes/n1' }])
  const fresh = new Y.Doc()
  fresh.getMap('meta').set('name', 'Shop')
  client.sync(2, Y.encodeStateAsUpdate(fresh))
  await until('acknowledged', () => client.acknowledgements.length === 2)
  expect(client.acknowledgements).toEqual([false, true])
  expect(await documents.readDocument('project1', (doc) => [doc.roots.nodes.size, doc.roots.meta.get('name')])).toEqual(
    [1, 'Shop'],
  )
})

it('[G5] a flood is slowed down and then cut off with 4429; the others notice nothing', async () => {
  const door = await startDoor()
  const editor = joinProject(door.url, 'ann')
  const flood = await RawClient.signedIn(door.url, 'mallory')
  await until('synced', () => editor.synced)
  for (let i = 0; i < 3_000; i++) flood.awareness(5, i, null)
  editor.document.getMap('theme').set('a', 1)
  await until('saved', () => !editor.hasUnsyncedChanges)
  expect(flood.acknowledgements).toEqual([])
  for (let round = 0; round < 40 && flood.closeCode === null; round++) {
    for (let i = 0; i < 3_000; i++) flood.awareness(5, i, null)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await until('cut off', () => flood.closeCode !== null)
  expect(flood.closeCode).toBe(4429)
})

it('[G1] what has no place in the published layout is refused', async () => {
  const door = await startDoor()
  const client = await RawClient.signedIn(door.url, 'mallory')
  const y = new Y.Doc()
  y.getMap('evil').set('a', 1)
  client.sync(2, Y.encodeStateAsUpdate(y))
  await until('refused', () => client.refusals.length === 1)
  expect(client.refusals).toEqual([{ type: 'refused', code: 'layout', key: 'evil/a' }])
})
