import fc from 'fast-check'
import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { hasGap } from '../gap.ts'
import { sliceUpdate } from './slices.ts'

type Step = readonly [kind: 'set' | 'insert' | 'remove' | 'nest' | 'sync', who: number, at: number]

const step: fc.Arbitrary<Step> = fc.tuple(
  fc.constantFrom('set', 'insert', 'remove', 'nest', 'sync'),
  fc.nat(2),
  fc.nat(40),
)

/** What three people make of a document who hear of each other now and then. */
function together(steps: readonly Step[]): Uint8Array {
  const docs = [0, 1, 2].map(() => new Y.Doc())
  const all = (): Uint8Array => Y.mergeUpdates(docs.map((y) => Y.encodeStateAsUpdate(y)))
  for (const [kind, who, at] of steps) {
    const y = docs[who]
    if (y === undefined) continue
    const text = y.getText('text')
    if (kind === 'set') y.getMap<unknown>('rows').set(`k${at % 7}`, at)
    else if (kind === 'nest') nest(y, at)
    else if (kind === 'insert') text.insert(at % (text.length + 1), 'ab')
    else if (kind === 'remove') text.delete(at % (text.length + 1), Math.min(2, text.length - (at % (text.length + 1))))
    else Y.applyUpdate(y, all())
  }
  const whole = new Y.Doc()
  Y.applyUpdate(whole, all())
  return Y.encodeStateAsUpdate(whole)
}

function nest(y: Y.Doc, at: number): void {
  const rows = y.getMap<unknown>('rows')
  const key = `n${at % 3}`
  const found = rows.get(key)
  const row: Y.Map<unknown> = found instanceof Y.Map ? found : new Y.Map()
  if (row !== found) rows.set(key, row)
  row.set(`f${at}`, at)
}

it('[C16] the slices of an update are the update, and none of them waits for a later one', () => {
  const property = fc.property(fc.array(step, { maxLength: 120 }), fc.integer({ min: 1, max: 30 }), (steps, size) => {
    const update = together(steps)
    const y = new Y.Doc()
    for (const slice of sliceUpdate(update, size)) {
      Y.applyUpdate(y, slice)
      expect(y.store.pendingStructs).toBeNull()
    }
    expect(hasGap(y)).toBe(false)
    expect(Y.encodeStateAsUpdate(y)).toEqual(update)
  })
  fc.assert(property, { numRuns: 300 })
})

it('[C16] there are as many slices as the size says', () => {
  const y = new Y.Doc()
  for (let i = 0; i < 1_000; i++) y.getMap('rows').set(`k${i}`, new Y.Map())
  const slices = sliceUpdate(Y.encodeStateAsUpdate(y), 100)
  expect(slices).toHaveLength(10)
  expect(slices.map((slice) => Y.decodeUpdate(slice).structs.length)).toEqual(Array(10).fill(100))
})

it('[C16] what comes after another update is cut too', () => {
  const y = new Y.Doc()
  const rows = y.getMap('rows')
  for (let i = 0; i < 100; i++) rows.set(`k${i}`, i)
  const before = Y.encodeStateAsUpdate(y)
  const vector = Y.encodeStateVector(y)
  for (let i = 0; i < 100; i++) rows.set(`k${i}`, -i)
  const slices = sliceUpdate(Y.encodeStateAsUpdate(y, vector), 10)
  expect(slices).toHaveLength(10)
  const other = new Y.Doc()
  for (const slice of [before, ...slices]) Y.applyUpdate(other, slice)
  expect(Y.encodeStateAsUpdate(other)).toEqual(Y.encodeStateAsUpdate(y))
})

it('[C7] an update with a hole, and one that says nothing, are not cut', () => {
  const y = new Y.Doc()
  const updates: Uint8Array[] = []
  y.on('update', (update: Uint8Array) => updates.push(update))
  for (let i = 0; i < 3; i++) y.getMap('rows').set('a', i)
  const [first = new Uint8Array(), , third = new Uint8Array()] = updates
  const holed = Y.mergeUpdates([first, third])
  expect(sliceUpdate(holed, 1)).toEqual([holed])
  const nothing = Y.encodeStateAsUpdate(new Y.Doc())
  expect(sliceUpdate(nothing, 10)).toEqual([nothing])
})
