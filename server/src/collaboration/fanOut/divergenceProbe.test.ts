import { isDeepStrictEqual } from 'node:util'

import type { Document } from '@hocuspocus/server'
import pino from 'pino'
import { Registry } from 'prom-client'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'

import type { Bus, BusListener } from '../../platform/bus/bus.ts'
import { LocalHub } from '../../platform/bus/localBus.ts'
import { createCollaborationMetrics } from '../metrics.ts'
import { chunkIdAt } from '../storage/chunkId.ts'
import { joinProject, until } from '../test/startDoor.ts'
import { lossyHub, openLog, startReplicas } from '../test/startReplicas.ts'
import { digestOf, DivergenceProbe } from './divergenceProbe.ts'

/** The same numbers for the same seed. */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Time, and what is to happen in it. */
class Clock {
  now = 0
  readonly #queue: { at: number; run: () => void }[] = []

  after(ms: number, run: () => void): void {
    this.#queue.push({ at: this.now + ms, run })
  }

  runUntil(end: number): void {
    for (;;) {
      const next = this.#queue.toSorted((a, b) => a.at - b.at)[0]
      if (next === undefined || next.at > end) break
      this.#queue.splice(this.#queue.indexOf(next), 1)
      this.now = next.at
      next.run()
    }
    this.now = end
  }
}

/** Replicas that follow one log as the real ones do, late, with messages lost; `lookMs` apart. */
class World {
  readonly clock = new Clock()
  readonly log: Uint8Array[] = []
  /** Durable, but not found by those who look for what is new. */
  readonly late: Uint8Array[] = []
  readonly replicas: { y: Y.Doc; metrics: ReturnType<typeof createCollaborationMetrics> }[] = []
  readonly random: () => number
  readonly #listeners: { listener: BusListener; replica: number }[] = []

  constructor(seed: number, count = 3) {
    this.random = randomOf(seed)
    for (let i = 0; i < count; i++) this.#addReplica(i)
  }

  /** Somebody edits at a replica: durable, shown there, and on its way to the others, if it gets there. */
  edit(replica: number): void {
    const { y } = this.replicas[replica] ?? { y: new Y.Doc() }
    const before = Y.encodeStateVector(y)
    const map = y.getMap('theme')
    const key = `k${Math.floor(this.random() * 5)}`
    if (this.random() < 0.2) map.delete(key)
    else map.set(key, this.random())
    const update = Y.encodeStateAsUpdate(y, before)
    this.log.push(update)
    for (const [other, { y: theirs }] of this.replicas.entries())
      if (other !== replica && this.random() < 0.7)
        this.clock.after(this.random() * 500, () => Y.applyUpdate(theirs, update))
  }

  async count(name: 'compared' | 'diverged'): Promise<number> {
    const values = await Promise.all(this.replicas.map(({ metrics }) => metrics[name].get()))
    return values.reduce((sum, { values: [first] }) => sum + (first?.value ?? 0), 0)
  }

  #addReplica(replica: number): void {
    const y = Object.assign(new Y.Doc(), { name: 'p' }) as unknown as Document
    const metrics = createCollaborationMetrics(new Registry())
    const bus: Partial<Bus> = {
      publish: (_, message) => {
        for (const { listener, replica: to } of this.#listeners)
          if (to !== replica) this.clock.after(this.random() * 200, () => listener(message, `r${replica}`))
        return true
      },
      subscribe: async (_, listener) => void this.#listeners.push({ listener, replica }),
    }
    const now = (): number => this.clock.now
    // What was late for the log is found by looking at all of it.
    const search = (): void => this.late.forEach((update) => Y.applyUpdate(y, update))
    const probe = new DivergenceProbe({ bus: bus as Bus, metrics, log: pino({ level: 'silent' }), now, search })
    probe.hold(y, 0)
    this.replicas.push({ y, metrics })
    const look = (): void => {
      const found = this.log.length
      // A database that is busy answers late.
      this.clock.after(this.random() < 0.1 ? this.random() * 8_000 : 5, () => {
        for (const update of this.log.slice(0, found)) Y.applyUpdate(y, update)
        probe.looked('p')
        this.clock.after(5_000 + this.random() * 10_000, look)
      })
    }
    this.clock.after(this.random() * 10_000, look)
  }
}

describe('DivergenceProbe', () => {
  it('[C10] never says that replicas differ which only lag: under load, in pauses, with news lost and late looks', async () => {
    const seed = Date.now() % 1_000_000
    let compared = 0
    for (let run = 0; run < 40; run++) {
      const world = new World(seed + run)
      for (let time = 0; time < 600_000; time = world.clock.now) {
        const isBusy = world.random() < 0.7
        const pause = isBusy ? world.random() * 1_500 : world.random() * 40_000
        world.clock.after(pause, () => world.edit(Math.floor(world.random() * 3)))
        world.clock.runUntil(time + pause)
      }
      expect(await world.count('diverged'), `seed ${seed + run}`).toBe(0)
      compared += await world.count('compared')
    }
    expect(compared).toBeGreaterThan(400)
  })

  it('[C10] says once what one has and the log has not, within four minutes of quiet', async () => {
    const seed = Date.now() % 1_000_000
    for (let run = 0; run < 20; run++) {
      const world = new World(seed + run, 2)
      for (let i = 0; i < 20; i++) world.clock.after(i * 100, () => world.edit(i % 2))
      world.clock.runUntil(10_000)
      world.replicas[0]?.y.getMap('theme').set('only here', true)
      world.clock.runUntil(250_000)
      expect(await world.count('diverged'), `seed ${seed + run}`).toBe(2)
      world.clock.runUntil(600_000)
      expect(await world.count('diverged'), `seed ${seed + run}`).toBe(2)
    }
  })

  it('[C10] what one lacks because it was late for the log is looked for before anything is called diverged', async () => {
    const seed = Date.now() % 1_000_000
    for (let run = 0; run < 20; run++) {
      const world = new World(seed + run, 2)
      for (let i = 0; i < 20; i++) world.clock.after(i * 100, () => world.edit(i % 2))
      world.clock.runUntil(30_000)
      const [{ y }, other] = world.replicas as [World['replicas'][0], World['replicas'][0]]
      const before = Y.encodeStateVector(y)
      y.getMap('theme').set('late', true)
      world.late.push(Y.encodeStateAsUpdate(y, before))
      world.clock.runUntil(150_000)
      expect(other.y.getMap('theme').get('late'), `seed ${seed + run}`).toBe(true)
      expect(await world.count('diverged'), `seed ${seed + run}`).toBe(0)
    }
  })

  it('[C10] real replicas find what became durable under an id that is older than what they look at', async () => {
    const log = await openLog()
    const hub = new LocalHub()
    const fast = { lookMs: 60, quietMs: 20, heartbeat: { everyMs: 25, deadAfterMs: 300 } }
    const doors = await startReplicas(2, () => hub.join(() => undefined), log, {}, fast)
    const [first, second] = doors.map(({ collaboration }) => collaboration.documents)
    const themeOf = (documents = first) => documents?.readDocument('project1', (doc) => doc.roots.theme.toJSON())
    await first?.editDocument('project1', { reason: 'x', actorId: null, edit: (doc) => doc.roots.theme.set('a', 1) })
    const late = new Y.Doc()
    late.getMap('theme').set('late', true)
    const u = Y.encodeStateAsUpdate(late)
    await log.append({ _id: chunkIdAt(Date.now() - 3_600_000), d: 'project1', k: 'u', u }, null)
    expect(await themeOf(second)).toEqual({ a: 1, late: true })
    let theme: unknown
    await until('found', () => {
      void themeOf()?.then((found) => (theme = found))
      return isDeepStrictEqual(theme, { a: 1, late: true })
    })
    for (const { metrics } of doors) {
      const { values = [] } = (await metrics.getSingleMetric('collaboration_diverged_total')?.get()) ?? {}
      expect(values.map(({ value }) => value)).toEqual([0])
    }
  })

  it('[C10] the digest tells states apart by what was written and what was deleted, whatever the order', () => {
    const [a, b] = [new Y.Doc(), new Y.Doc()]
    a.getText('t').insert(0, 'abc')
    b.getText('t').insert(0, 'def')
    const [fromA, fromB] = [Y.encodeStateAsUpdate(a), Y.encodeStateAsUpdate(b)]
    Y.applyUpdate(a, fromB)
    expect(digestOf(a)).not.toBe(digestOf(b))
    Y.applyUpdate(b, fromA)
    expect(digestOf(a)).toBe(digestOf(b))
    const before = digestOf(a)
    a.getText('t').delete(1, 2)
    expect(digestOf(a)).not.toBe(before)
    Y.applyUpdate(b, Y.encodeStateAsUpdate(a))
    expect(digestOf(a)).toBe(digestOf(b))
  })

  it('[C10] real replicas compare what they have, find no difference while people edit, and measure the bus', async () => {
    const hub = lossyHub((topic) => topic.startsWith('u/') && Math.random() < 0.3)
    const fast = { lookMs: 60, quietMs: 20, watchMs: 20, heartbeat: { everyMs: 25, deadAfterMs: 300 } }
    const doors = await startReplicas(2, hub, undefined, {}, fast)
    const [ann, bob] = doors.map(({ url }, i) => joinProject(url, `person${i}`))
    const value = async (name: string): Promise<number[]> =>
      Promise.all(
        doors.map(async ({ metrics }) => {
          const { values = [] } = (await metrics.getSingleMetric(name)?.get()) ?? {}
          return (
            values.find((each) => !('metricName' in each) || String(each.metricName).endsWith('_count'))?.value ?? 0
          )
        }),
      )
    for (let i = 0; i < 30; i++) {
      for (const person of [ann, bob]) person?.document.getMap('theme').set(`k${i % 7}`, Math.random())
      await new Promise((resolve) => setTimeout(resolve, i % 3 === 0 ? 60 : 5))
    }
    let compared = [0]
    await until('compared', () => {
      void value('collaboration_compared_total').then((counts) => (compared = counts))
      return compared.every((count) => count > 3)
    })
    expect(await value('collaboration_diverged_total')).toEqual([0, 0])
    expect(await value('collaboration_bus_up')).toEqual([1, 1])
    expect(await value('collaboration_replicas')).toEqual([2, 2])
    expect(await value('collaboration_bus_round_trip_seconds')).toSatisfy((counts: number[]) =>
      counts.every((count) => count > 0),
    )
  })
})
