import { decodePresenceBatch, encodePresence } from '@axiom/shared/protocol/presenceFrames'
import pino from 'pino'
import { describe, expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'

import { startRedis } from '../../../test/startRedis.ts'
import type { Bus } from '../../platform/bus/bus.ts'
import { openRedisBus } from '../../platform/bus/redisBus.ts'
import { chunkIdAt, newChunkId } from '../storage/chunkId.ts'
import type { ProjectLog } from '../storage/openProjectLog.ts'
import { RawClient } from '../test/rawClient.ts'
import { joinProject, until, type TestDoor } from '../test/startDoor.ts'
import { lossyHub, openLog, startReplicas } from '../test/startReplicas.ts'

const log = pino({ level: 'silent' })
const STATE = { screenId: 's1', selection: [], editing: null }

async function fannedIn(door: TestDoor, way: 'bus' | 'log'): Promise<number> {
  const metric = await door.metrics.getSingleMetric('collaboration_fanned_in_total')?.get()
  return metric?.values.find(({ labels }) => labels['way'] === way)?.value ?? 0
}

async function pair(openBus: () => Bus, log?: ProjectLog) {
  const [a, b] = await startReplicas(2, openBus, log)
  if (a === undefined || b === undefined) throw new Error('two replicas')
  const [ann, bob] = [joinProject(a.url, 'ann'), joinProject(b.url, 'bob')]
  await until('both synced', () => ann.synced && bob.synced)
  return { a, b, ann, bob, x: ann.document.getMap('theme'), y: bob.document.getMap('theme') }
}

describe('replicas', () => {
  it('[C10] an edit on one replica is on the others at once, by the bus', async () => {
    const { b, ann, x, y } = await pair(lossyHub(() => false))
    // The first look at the log is over: what comes now comes by the bus.
    x.set('first', true)
    await until('heard', () => y.get('first') === true)
    const before = await fannedIn(b, 'bus')
    for (let i = 0; i < 20; i++) x.set(`k${i}`, i)
    await until('converged', () => y.size === 21 && !ann.hasUnsyncedChanges)
    expect(await fannedIn(b, 'bus')).toBeGreaterThan(before)
  })

  it('[C10] what the bus loses comes from the log', async () => {
    const { b, x, y } = await pair(lossyHub((topic) => topic.startsWith('u/')))
    for (let i = 0; i < 20; i++) x.set(`k${i}`, i)
    await until('converged', () => y.size === 20)
    expect(await fannedIn(b, 'bus')).toBe(0)
    expect(await fannedIn(b, 'log')).toBeGreaterThan(0)
  })

  it('[C10] an update whose forerunner was lost is not applied over the gap, but brings both from the log', async () => {
    let lost = 0
    const { x, y, bob } = await pair(lossyHub((topic) => topic.startsWith('u/') && lost++ % 2 === 0))
    for (let i = 0; i < 30; i++) {
      x.set(`k${i % 5}`, i)
      await until('arrived', () => y.get(`k${i % 5}`) === i)
      expect(bob.document.store.pendingStructs).toBeNull()
    }
  })

  it('[C7] [C10] what a dying process made durable late, under an old id, is found when something builds on it', async () => {
    const store = await openLog()
    const { x, y } = await pair(
      lossyHub(() => false),
      store,
    )
    const away = new Y.Doc()
    const append = async (id: string, key: string): Promise<void> => {
      const clock = Y.getState(away.store, away.clientID)
      const before = Y.encodeStateVector(away)
      away.getMap('theme').set(key, key)
      const wrote = [{ client: away.clientID, from: clock, to: clock + 1 }]
      const chunk = { _id: id, d: 'project1', k: 'u', u: Y.encodeStateAsUpdate(away, before) } as const
      await store.append(chunk, { by: 'cyd', origin: 'client', wrote, touched: [] })
    }
    await append(chunkIdAt(Date.now() - 600_000), 'old')
    await append(newChunkId(), 'young')
    await until('both', () => [x, y].every((map) => map.has('old') && map.has('young')))
  })

  it('[C8] [C10] servers of several replicas edit one document at once, and no edit is lost', async () => {
    const { a, b, ann, bob } = await pair(lossyHub(() => false))
    const edits = [a, b].flatMap((door, replica) =>
      Array.from({ length: 40 }, (_, i) =>
        door.collaboration.documents.editDocument('project1', {
          reason: 'test',
          actorId: null,
          edit: (doc) => doc.roots.meta.set(`${replica}-${i}`, i),
        }),
      ),
    )
    await Promise.all(edits)
    for (const { document } of [ann, bob]) await until('all', () => document.getMap('meta').size === 80)
  })

  it('[C11] shows people of other replicas and their pointers, takes leavers away at once, and the dead soon', async () => {
    const hub = lossyHub(() => false)
    const buses: Bus[] = []
    const [a, b] = await startReplicas(2, () => {
      const bus = hub()
      buses.push(bus)
      return bus
    })
    if (!a || !b) throw new Error('two replicas')
    const ann = await RawClient.signedIn(a.url, 'ann')
    ann.awareness(11, 1, STATE)
    const bob = await RawClient.signedIn(b.url, 'bob')
    await until('Ann is there for a newcomer on the other side', () => bob.states.has(11))
    bob.awareness(22, 1, STATE)
    await until('Bob is there', () => ann.states.has(22))
    // Nobody takes the client of somebody on another replica.
    bob.awareness(11, 9, { ...STATE, screenId: 'stolen' })
    ann.send(encodePresence({ kind: 'cursor', screen: 1, x: 3, y: 4 }))
    await until('a pointer arrives', () => bob.frames.length > 0)
    expect(decodePresenceBatch(bob.frames[0] ?? new Uint8Array())).toMatchObject([{ clientId: 11 }])
    expect(ann.states.get(11) ?? STATE).not.toMatchObject({ screenId: 'stolen' })
    ann.awareness(11, 2, null)
    await until('Ann has left', () => bob.states.get(11) === null)
    ann.awareness(11, 3, STATE)
    await until('Ann is back', () => bob.states.get(11) !== null)
    // Her replica dies without a word.
    await buses[0]?.close()
    await until('the dead are taken away', () => bob.states.get(11) === null)
  })
})

describe('replicas on Redis', () => {
  it('[C10] documents open and edits go on while Redis is down or hangs, and all converge when it is back', async () => {
    const redis = await startRedis()
    onTestFinished(() => redis.close())
    const buses: Bus[] = []
    const open = (): Bus => {
      const bus = openRedisBus({ url: redis.url, log })
      buses.push(bus)
      return bus
    }
    const { a, b, x, y } = await pair(open)
    await until('the bus is up', () => buses.every((bus) => bus.isUp))
    x.set('before', 1)
    await until('before', () => y.get('before') === 1)

    await redis.kill()
    x.set('down', 1)
    const late = joinProject(b.url, 'cleo', 'project2')
    await until('a new document opens', () => late.synced)
    await until('by the log', () => y.get('down') === 1)

    await redis.restart()
    await until('the bus is back', () => buses.every((bus) => bus.isUp))
    redis.freeze()
    x.set('frozen', 1)
    const later = joinProject(a.url, 'dora', 'project3')
    await until('a new document opens', () => later.synced)
    await until('by the log', () => y.get('frozen') === 1)
    redis.thaw()
    await until('the bus is back', () => buses.every((bus) => bus.isUp))
    y.set('after', 1)
    await until('after', () => x.get('after') === 1)
  })
})
