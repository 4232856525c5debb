import { spawnSync } from 'node:child_process'

import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

import { startRedis, type TestRedis } from '../../../test/startRedis.ts'
import { describeBus } from './bus.contract.ts'
import type { Bus } from './bus.ts'
import { LocalHub } from './localBus.ts'
import { openRedisBus } from './redisBus.ts'
import { Replicas } from './replicas.ts'

const log = pino({ level: 'silent' })
const patient = { timeout: 8_000 }
let redis: TestRedis

beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.close())

const hub = new LocalHub()
describeBus('in one process', () => hub.join((error) => log.error({ err: error })))
describeBus('Redis', () => openRedisBus({ url: redis.url, log }))

describe('the bus on Redis', () => {
  async function pair(url = redis.url): Promise<[Bus, Bus]> {
    const buses: [Bus, Bus] = [openRedisBus({ url, log }), openRedisBus({ url, log })]
    for (const bus of buses) await vi.waitFor(() => expect(bus.isUp).toBe(true), patient)
    return buses
  }

  it('[C10] goes on after a restart of Redis, and says that something may have been missed', async () => {
    const [a, b] = await pair()
    const heard: string[] = []
    const restored = vi.fn()
    await b.subscribe('doc', (message) => void heard.push(Buffer.from(message).toString()))
    b.onRestored(restored)
    await redis.kill()
    await vi.waitFor(() => expect(a.publish('doc', Buffer.from('lost'))).toBe(false), patient)
    expect(await a.roundTrip()).toBeNull()
    // A subscription that is made meanwhile holds from the return on.
    await b.subscribe('late', (message) => void heard.push(Buffer.from(message).toString()))
    await redis.restart()
    await vi.waitFor(() => expect([a.isUp, restored.mock.calls.length > 0]).toEqual([true, true]), patient)
    expect(await a.roundTrip()).toBeGreaterThan(0)
    a.publish('doc', Buffer.from('again'))
    a.publish('late', Buffer.from('too'))
    await vi.waitFor(() => expect(heard.sort()).toEqual(['again', 'too']), patient)
    await Promise.all([a.close(), b.close()])
  })

  it('[C10] opens while Redis is down, and works when it comes', async () => {
    const late = await startRedis()
    await late.kill()
    const buses = [openRedisBus({ url: late.url, log }), openRedisBus({ url: late.url, log })] as const
    const heard: string[] = []
    await buses[1].subscribe('doc', (message) => void heard.push(Buffer.from(message).toString()))
    expect(buses[0].publish('doc', Buffer.from('lost'))).toBe(false)
    await late.restart()
    for (const bus of buses) await vi.waitFor(() => expect(bus.isUp).toBe(true), patient)
    await vi.waitFor(() => {
      buses[0].publish('doc', Buffer.from('here'))
      expect(heard).toContain('here')
    }, patient)
    await Promise.all(buses.map((bus) => bus.close()))
    await late.close()
  })

  it('[C10] speaks to a Redis Cluster', async () => {
    const nodes = await Promise.all([0, 1, 2].map(() => startRedis({ cluster: true })))
    const addresses = nodes.map(({ port }) => `127.0.0.1:${port}`)
    const made = spawnSync('redis-cli', ['--cluster', 'create', ...addresses, '--cluster-yes'], { encoding: 'utf8' })
    expect(made.stdout).toContain('All 16384 slots covered')
    const [a, b] = await pair(nodes.map(({ url }) => url).join(','))
    const heard: string[] = []
    await b.subscribe('doc', (message) => void heard.push(Buffer.from(message).toString()))
    await vi.waitFor(() => {
      a.publish('doc', Buffer.from('x'))
      expect(heard).toContain('x')
    }, patient)
    await Promise.all([a.close(), b.close()])
    await Promise.all(nodes.map((node) => node.close()))
  })
})

describe('Replicas', () => {
  it('[C11] knows who lives, hears goodbyes, and takes the silent for dead', async () => {
    const together = new LocalHub()
    const fast = { everyMs: 10, deadAfterMs: 60 }
    const [a, b, c] = [together.join(() => undefined), together.join(() => undefined), together.join(() => undefined)]
    const [watching, leaving, dying] = [a, b, c].map((bus) => new Replicas({ bus, ...fast }))
    const gone = vi.fn()
    watching?.onGone(gone)
    await vi.waitFor(() => expect(watching?.others.sort()).toEqual([b.replicaId, c.replicaId].sort()))
    leaving?.close()
    await vi.waitFor(() => expect(gone).toHaveBeenCalledWith(b.replicaId))
    // Its process ends without a word.
    await c.close()
    await vi.waitFor(() => expect(gone).toHaveBeenCalledWith(c.replicaId))
    // On a busy machine it was taken for dead before, and heard again.
    await vi.waitFor(() => expect(watching?.others).toEqual([]))
    watching?.close()
    dying?.close()
  })
})
