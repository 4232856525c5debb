import { afterEach, describe, expect, it, vi } from 'vitest'

import type { Bus } from './bus.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (message: Uint8Array): string => new TextDecoder().decode(message)

/** What every bus promises. `open` gives one more replica of the same installation. */
export function describeBus(name: string, open: () => Bus): void {
  describe(`Bus: ${name}`, () => {
    const buses: Bus[] = []
    const join = async (): Promise<Bus> => {
      const bus = open()
      buses.push(bus)
      await vi.waitFor(() => expect(bus.isUp).toBe(true))
      return bus
    }
    const listen = async (bus: Bus, topic: string) => {
      const heard: string[] = []
      const listener = (message: Uint8Array, from: string): void => void heard.push(`${from} ${text(message)}`)
      await bus.subscribe(topic, listener)
      return { heard, stop: () => bus.unsubscribe(topic, listener) }
    }

    afterEach(async () => {
      await Promise.all(buses.splice(0).map((bus) => bus.close()))
    })

    it('[C10] brings a message to every other replica, in the order of its sender, and not back to it', async () => {
      const [a, b, c] = [await join(), await join(), await join()]
      const own = await listen(a, 'doc')
      const others = [await listen(b, 'doc'), await listen(c, 'doc')]
      for (let i = 0; i < 50; i++) expect(a.publish('doc', bytes(String(i)))).toBe(true)
      const expected = Array.from({ length: 50 }, (_, i) => `${a.replicaId} ${i}`)
      for (const { heard } of others) await vi.waitFor(() => expect(heard).toEqual(expected))
      expect(own.heard).toEqual([])
    })

    it('keeps topics apart, and is silent after the end of a subscription', async () => {
      const [a, b] = [await join(), await join()]
      const first = await listen(b, 'first')
      const second = await listen(b, 'second')
      a.publish('first', bytes('1'))
      a.publish('second', bytes('2'))
      await vi.waitFor(() => expect(second.heard).toEqual([`${a.replicaId} 2`]))
      await vi.waitFor(() => expect(first.heard).toEqual([`${a.replicaId} 1`]))
      first.stop()
      const fence = await listen(b, 'fence')
      a.publish('first', bytes('3'))
      a.publish('fence', bytes('end'))
      await vi.waitFor(() => expect(fence.heard).toHaveLength(1))
      expect(first.heard).toHaveLength(1)
    })

    it('carries any bytes, also none and large ones', async () => {
      const [a, b] = [await join(), await join()]
      const heard: Uint8Array[] = []
      await b.subscribe('bytes', (message) => void heard.push(new Uint8Array(message)))
      const large = Uint8Array.from({ length: 1 << 20 }, (_, i) => (i * 31) & 0xff)
      a.publish('bytes', new Uint8Array())
      a.publish('bytes', large)
      await vi.waitFor(() => expect(heard).toHaveLength(2))
      expect(heard[0]).toHaveLength(0)
      expect(Buffer.compare(heard[1] ?? bytes(''), large)).toBe(0)
    })

    it('tells how long a message takes to itself and back, time and again', async () => {
      const bus = await join()
      for (let i = 0; i < 3; i++) expect(await bus.roundTrip()).toSatisfy((ms: number) => ms >= 0 && ms < 2_000)
    })

    it('lets no failing listener keep others from a message', async () => {
      const [a, b] = [await join(), await join()]
      await b.subscribe('topic', () => {
        throw new Error('a bug of this listener')
      })
      const good = await listen(b, 'topic')
      a.publish('topic', bytes('x'))
      await vi.waitFor(() => expect(good.heard).toHaveLength(1))
    })
  })
}
