import { encodePresence } from '@axiom/shared/protocol/presenceFrames'
import { expect, it, onTestFinished } from 'vitest'
import * as Y from 'yjs'

import { Pressure, type PressureSteps } from './pressure.ts'
import { faultyLog } from './test/faultyLog.ts'
import { RawClient } from './test/rawClient.ts'
import { startDoor, until } from './test/startDoor.ts'

function levels(inFlight = () => 0): Pressure {
  const pressure = new Pressure({ inFlight, onLook: () => undefined })
  onTestFinished(() => pressure.stop())
  return pressure
}

it('[G5] one late look is no overload, several are; it passes step by step', () => {
  const pressure = levels()
  pressure.look(200)
  expect(pressure.level).toBe(0)
  const seen = Array.from({ length: 6 }, () => {
    pressure.look(60_000)
    return pressure.level
  })
  expect([seen[0], seen.at(-1)]).toEqual([2, 3])
  const after = Array.from({ length: 30 }, () => {
    pressure.look(0)
    return pressure.level
  })
  expect(new Set(after)).toEqual(new Set([3, 2, 1, 0]))
  expect(after.toSorted().toReversed()).toEqual(after)
})

it('[G5] appends under way count as well', () => {
  let inFlight = 600
  const pressure = levels(() => inFlight)
  pressure.look(0)
  expect(pressure.level).toBe(1)
  inFlight = 9_999
  pressure.look(0)
  expect(pressure.level).toBe(3)
})

it('[G5] overload takes pointers first, then lets nobody more in, with a hint; edits of those who are there go on', async () => {
  const { injected, control } = await faultyLog()
  const { promise, resolve } = Promise.withResolvers<void>()
  const steps: PressureSteps = [
    { lagMs: Infinity, inFlight: 1 },
    { lagMs: Infinity, inFlight: 1 },
    { lagMs: Infinity, inFlight: 2 },
  ]
  const door = await startDoor({ store: injected, limits: { pressure: steps } })
  const [ann, bob] = [await RawClient.signedIn(door.url, 'ann'), await RawClient.signedIn(door.url, 'bob')]
  ann.awareness(7, 1, { screenId: null })
  bob.awareness(8, 1, { screenId: null })
  const level = async (): Promise<number | undefined> =>
    (await door.metrics.getSingleMetric('collaboration_pressure')?.get())?.values[0]?.value
  const point = (): void => ann.send(encodePresence({ kind: 'cursor', screen: 1, x: 1, y: 1 }))
  point()
  await until('a pointer arrives', () => bob.frames.length === 1)

  control.gate = promise
  const edit = (client: RawClient, key: string): void => {
    const y = new Y.Doc()
    y.getMap('theme').set(key, 1)
    client.sync(2, Y.encodeStateAsUpdate(y))
  }
  edit(ann, 'a')
  await expect.poll(level).toBe(2)
  point()
  const late = await RawClient.signedIn(door.url, 'cleo')
  expect(bob.frames).toHaveLength(1)
  edit(bob, 'b')
  await expect.poll(level).toBe(3)
  const refused = RawClient.start(door.url)
  await until('refused', () => refused.closeCode !== null)
  expect(refused.closeCode).toBe(1013)
  expect(refused.closeReason).toMatch(/^retry after \d+$/)
  expect([ann, bob, late].map(({ closeCode }) => closeCode)).toEqual([null, null, null])

  resolve()
  await until('both are kept', () => ann.acknowledgements.length + bob.acknowledgements.length === 2)
  await expect.poll(level, { timeout: 15_000 }).toBe(0)
  await RawClient.signedIn(door.url, 'dora')
})
