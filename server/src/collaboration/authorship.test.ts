import { raiseEpoch } from '@axiom/shared/document/epoch'
import type { ProjectDoc } from '@axiom/shared/document/projectDoc'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'

import { RawClient } from './test/rawClient.ts'
import { joinProject, startDoor, until, type TestDoor } from './test/startDoor.ts'
import { lossyHub, openLog, outliving, startReplicas } from './test/startReplicas.ts'

const DAY_MS = 24 * 3_600_000
const FOREIGN = [{ type: 'refused', code: 'authorship', key: '' }]

/** A person with a Yjs client id, whose edits come one by one. */
function writer(clientId: number) {
  const y = new Y.Doc()
  y.clientID = clientId
  return {
    y,
    set(key: string, value: unknown): Uint8Array {
      const before = Y.encodeStateVector(y)
      y.getMap('theme').set(key, value)
      return Y.encodeStateAsUpdate(y, before)
    },
  }
}

function theme(door: TestDoor): Promise<Record<string, unknown>> {
  return door.collaboration.documents.readDocument('project1', (doc) => doc.roots.theme.toJSON())
}

/** Says an update, and waits for the answer. */
async function say(client: RawClient, update: Uint8Array, kind: 1 | 2 = 2): Promise<boolean | undefined> {
  const before = client.acknowledgements.length
  client.sync(kind, update)
  await until('answered', () => client.acknowledgements.length > before)
  return client.acknowledgements.at(-1)
}

function restore(door: TestDoor, now: number): Promise<void> {
  const edit = { reason: 'restore', actorId: null, edit: (doc: ProjectDoc) => raiseEpoch(doc, now) }
  return door.collaboration.documents.editDocument('project1', edit)
}

it('[G2] nobody writes on under somebody else’s client id, also after a restart, and whatever the message is', async () => {
  const log = await openLog()
  const mine = writer(77)
  for (const kind of [1, 2] as const) {
    const door = await startDoor({ store: outliving(log) })
    const ann = await RawClient.signedIn(door.url, 'ann')
    const mallory = await RawClient.signedIn(door.url, 'mallory')
    expect(await say(ann, mine.set('a', kind), kind)).toBe(true)
    const theirs = writer(0)
    Y.applyUpdate(theirs.y, Y.encodeStateAsUpdate(mine.y))
    theirs.y.clientID = 77
    expect(await say(mallory, theirs.set('squatted', 1), kind)).toBe(false)
    expect(mallory.refusals).toEqual(FOREIGN)
    expect(await say(ann, mine.set('b', kind))).toBe(true)
    expect(await theme(door)).toEqual({ a: kind, b: kind })
    await door.stop()
  }
})

it('[G2] an id with which somebody is present is theirs before their first edit', async () => {
  const door = await startDoor()
  const ann = await RawClient.signedIn(door.url, 'ann')
  const mallory = await RawClient.signedIn(door.url, 'mallory')
  ann.awareness(501, 1, { screenId: null })
  await until('seen', () => mallory.states.has(501))
  expect(await say(mallory, writer(501).set('squatted', 1))).toBe(false)
  expect(await say(ann, writer(501).set('mine', 1))).toBe(true)
  expect(await theme(door)).toEqual({ mine: 1 })
})

it('[G2] what others wrote may be sent again by anybody, and nobody writes on under the ids of a seed', async () => {
  const seed = writer(9)
  seed.set('seeded', 1)
  const door = await startDoor({ seedOf: async () => Y.encodeStateAsUpdate(seed.y) })
  const ann = await RawClient.signedIn(door.url, 'ann')
  const bob = await RawClient.signedIn(door.url, 'bob')
  const one = writer(11)
  expect(await say(ann, one.set('a', 1))).toBe(true)
  const other = writer(12)
  Y.applyUpdate(other.y, Y.encodeStateAsUpdate(one.y))
  other.set('b', 2)
  expect(await say(bob, Y.encodeStateAsUpdate(other.y), 1)).toBe(true)
  expect(await say(bob, seed.set('forged', 1))).toBe(false)
  expect(await theme(door)).toEqual({ seeded: 1, a: 1, b: 2 })
})

it('[G2] after a backup was put back, people bring each other’s work for a day', async () => {
  const door = await startDoor()
  const ann = await RawClient.signedIn(door.url, 'ann')
  const one = writer(21)
  expect(await say(ann, one.set('a', 1))).toBe(true)
  const lost = one.set('b', 2)
  const bob = await RawClient.signedIn(door.url, 'bob')
  await restore(door, Date.now() - DAY_MS - 1)
  expect(await say(bob, lost)).toBe(false)
  await restore(door, Date.now())
  expect(await say(bob, lost)).toBe(true)
  expect(await theme(door)).toEqual({ a: 1, b: 2 })
})

it('[G2] one person brings at most a thousand new ids an hour', { timeout: 60_000 }, async () => {
  const door = await startDoor()
  const mallory = await RawClient.signedIn(door.url, 'mallory')
  const many = (from: number, count: number): Uint8Array =>
    Y.mergeUpdates(Array.from({ length: count }, (_, i) => writer(from + i).set(`k${from + i}`, 1)))
  expect(await say(mallory, many(10_000, 990), 1)).toBe(true)
  expect(await say(mallory, many(20_000, 11), 1)).toBe(false)
  expect(mallory.refusals).toEqual([{ type: 'refused', code: 'too_many_authors', key: '' }])
  expect(await say(mallory, many(20_000, 10), 1)).toBe(true)
  expect(await say(await RawClient.signedIn(door.url, 'ann'), many(30_000, 11), 1)).toBe(true)
})

describe('replicas', () => {
  async function pair(isLossy: boolean): Promise<[TestDoor, TestDoor]> {
    const [a, b] = await startReplicas(
      2,
      lossyHub((topic) => isLossy && topic.startsWith('u/')),
    )
    if (a === undefined || b === undefined) throw new Error('two replicas')
    return [a, b]
  }

  it('[G2] [C10] each knows the ids of people at the others', async () => {
    const [a, b] = await pair(false)
    const mallory = await RawClient.signedIn(b.url, 'mallory')
    const ann = await RawClient.signedIn(a.url, 'ann')
    const one = writer(31)
    expect(await say(ann, one.set('a', 1))).toBe(true)
    await until('followed', () => mallory.received.some(({ type, kind }) => type === 0 && kind === 2))
    expect(await say(await RawClient.signedIn(b.url, 'ann'), one.set('b', 2))).toBe(true)
    expect(await say(mallory, one.set('squatted', 1))).toBe(false)
    expect(mallory.refusals).toEqual(FOREIGN)
  })

  it('[G2] [C10] who brings another’s work to a replica that has not heard of it does not become its author', async () => {
    const [a, b] = await pair(true)
    const ann = await RawClient.signedIn(b.url, 'ann')
    const bob = await RawClient.signedIn(b.url, 'bob')
    const one = writer(51)
    const first = one.set('a', 1)
    expect(await say(await RawClient.signedIn(a.url, 'ann'), first)).toBe(true)
    expect(await say(bob, first, 1)).toBe(true)
    expect(await say(ann, one.set('b', 2))).toBe(true)
    expect(await say(bob, one.set('squatted', 1))).toBe(false)
  })

  it('[C10] the log is asked before an update is held or refused', async () => {
    const [a, b] = await pair(true)
    const there = await RawClient.signedIn(b.url, 'ann')
    const mallory = await RawClient.signedIn(b.url, 'mallory')
    const here = await RawClient.signedIn(a.url, 'ann')
    const one = writer(41)
    expect(await say(here, one.set('a', 1))).toBe(true)
    expect(await say(there, one.set('b', 2))).toBe(true)
    expect(await say(here, one.set('c', 3))).toBe(true)
    expect(await say(mallory, one.set('squatted', 1), 1)).toBe(false)
    expect(mallory.refusals).toEqual(FOREIGN)
    expect(await theme(b)).toEqual({ a: 1, b: 2, c: 3 })
  })
})

it('[C8] [G2] a stock provider keeps its id over its reconnects', async () => {
  const door = await startDoor()
  const provider = joinProject(door.url, 'ann')
  await until('synced', () => provider.synced)
  provider.document.getMap('theme').set('a', 1)
  await until('saved', () => !provider.hasUnsyncedChanges)
  door.collaboration.documents.closeSockets({ userId: 'ann' })
  provider.document.getMap('theme').set('b', 2)
  await until('saved again', () => provider.synced && !provider.hasUnsyncedChanges)
  expect(await theme(door)).toEqual({ a: 1, b: 2 })
})
