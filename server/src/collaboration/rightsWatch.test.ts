import type { Role } from '@axiom/shared/access/roles'
import pino from 'pino'
import { describe, expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'

import { startRedis } from '../../test/startRedis.ts'
import type { Bus } from '../platform/bus/bus.ts'
import { openNotices } from '../platform/bus/notices.ts'
import { openRedisBus } from '../platform/bus/redisBus.ts'
import { RawClient } from './test/rawClient.ts'
import { until } from './test/startDoor.ts'
import { brittleHub, startReplicas } from './test/startReplicas.ts'

/** What the store says of everybody; the same for all replicas. */
function rightsStore() {
  const roles = new Map<string, Role | null>()
  const ended = new Set<string>()
  let asked = 0
  let isDown = false
  const answer = <T>(value: T): Promise<T> =>
    isDown ? Promise.reject(new Error('store down')) : Promise.resolve(value)
  return {
    roles,
    ended,
    asked: () => asked,
    down: (is: boolean) => (isDown = is),
    deps: {
      roleOf: (userId: string) => {
        asked += 1
        return answer(roles.has(userId) ? (roles.get(userId) ?? null) : 'editor')
      },
      isSessionLive: (sessionId: string) => {
        asked += 1
        return answer(!ended.has(sessionId))
      },
    },
  }
}

async function pair(openBus: () => Bus, deps: ReturnType<typeof rightsStore>['deps']) {
  const [a, b] = await startReplicas(2, openBus, undefined, deps)
  if (a === undefined || b === undefined) throw new Error('two replicas')
  return { a, b }
}

describe('while the bus is down', () => {
  it('[C13] members who were removed, weaker roles and ended sessions are seen all the same, others stay', async () => {
    const store = rightsStore()
    const hub = brittleHub()
    const { b } = await pair(hub.open, store.deps)
    const [ann, bob, cleo, dora] = await Promise.all(
      ['ann', 'bob', 'cleo', 'dora'].map((name) => RawClient.signedIn(b.url, name)),
    )
    hub.cut()
    store.roles.set('ann', null)
    store.roles.set('bob', 'viewer')
    store.ended.add('session-cleo')
    await until('out', () => [ann, bob, cleo].every((one) => one?.closeCode != null), 2_000)
    expect([ann, bob, cleo, dora].map((one) => one?.closeCode)).toEqual([4403, 4403, 4401, null])
    // Who comes back is judged as anybody is.
    const reader = await RawClient.signedIn(b.url, 'bob')
    expect(reader.received.find(({ type, kind }) => type === 2 && kind === 2)?.text).toBe('readonly')
  })

  it('[C13] a store that does not answer puts nobody out', async () => {
    const store = rightsStore()
    const hub = brittleHub()
    const { b } = await pair(hub.open, store.deps)
    const ann = await RawClient.signedIn(b.url, 'ann')
    store.roles.set('ann', null)
    store.down(true)
    hub.cut()
    const before = store.asked()
    await until('asked again and again', () => store.asked() > before + 4)
    expect(ann.closeCode).toBeNull()
    store.down(false)
    await until('out', () => ann.closeCode !== null)
  })

  it('[C13] each session and person is asked about once, however many sockets they have; while the bus is up nobody is', async () => {
    const store = rightsStore()
    const hub = brittleHub()
    const { b } = await pair(hub.open, store.deps)
    for (let i = 0; i < 10; i++) await RawClient.signedIn(b.url, 'ann')
    const before = store.asked()
    hub.restore('one')
    await until('judged', () => store.asked() > before)
    expect(store.asked()).toBe(before + 2)
  })
})

it('[C13] what one replica could not say while its own line was down, the others ask for when it is back', async () => {
  const store = rightsStore()
  const hub = brittleHub()
  const { b } = await pair(hub.open, store.deps)
  const ann = await RawClient.signedIn(b.url, 'ann')
  hub.cut('one')
  store.roles.set('ann', null)
  hub.restore('one')
  await until('out', () => ann.closeCode !== null, 2_000)
})

it('[C13] by Redis within a second; after Redis was killed soon too', async () => {
  const redis = await startRedis()
  onTestFinished(() => redis.close())
  const store = rightsStore()
  const buses: Bus[] = []
  const open = (): Bus => {
    const bus = openRedisBus({ url: redis.url, log: pino({ level: 'silent' }) })
    buses.push(bus)
    return bus
  }
  const { a, b } = await pair(open, store.deps)
  const tells = [a, b].map((door, i) => {
    const bus = buses[i]
    if (bus === undefined) throw new Error('a bus')
    return openNotices(bus, 'rights', z.object({ userId: z.string() }), (one) =>
      door.collaboration.documents.closeSockets(one),
    )
  })
  await until('the bus is up', () => buses.every((bus) => bus.isUp))
  const [ann, bob] = [await RawClient.signedIn(b.url, 'ann'), await RawClient.signedIn(b.url, 'bob')]
  store.roles.set('ann', null)
  tells[0]?.({ userId: 'ann' })
  await until('told by the bus', () => ann.closeCode !== null, 1_000)
  await redis.kill()
  await until('the bus is down', () => buses.every((bus) => !bus.isUp))
  store.roles.set('bob', null)
  tells[0]?.({ userId: 'bob' })
  await until('seen without the bus', () => bob.closeCode !== null, 2_000)
})
