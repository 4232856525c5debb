import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { createChangeStream } from './changeStream.ts'

/** happy-dom has no streams of events: this one says what the test lets it say. */
class Source extends EventTarget {
  static readonly open: Source[] = []
  readonly path: string

  constructor(path: string) {
    super()
    this.path = path
    Source.open.push(this)
  }

  say(type: string, data: object = {}): void {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }))
  }

  close(): void {
    Source.open.splice(Source.open.indexOf(this), 1)
  }
}

beforeEach(() => vi.stubGlobal('EventSource', Source))
afterEach(() => vi.unstubAllGlobals())

it('opens one stream for the page, tells who watches what changed, and closes it when nobody does', () => {
  const told: string[] = []
  const watch = createChangeStream('/changes')
  expect(Source.open).toHaveLength(0)
  const stops = ['orders', 'orders', 'plants'].map((name, i) => watch(name, () => told.push(`${name}${i}`)))
  expect(Source.open.map(({ path }) => path)).toEqual(['/changes'])
  const [source] = Source.open
  for (const type of ['created', 'updated', 'removed']) source?.say(type, { collection: 'orders' })
  expect(told.splice(0)).toEqual(['orders0', 'orders1', 'orders0', 'orders1', 'orders0', 'orders1'])
  // Something may have been missed: everybody reads again.
  source?.say('reset')
  expect(told.splice(0)).toEqual(['orders0', 'orders1', 'plants2'])
  source?.say('reset', { collection: 'plants' })
  expect(told.splice(0)).toEqual(['plants2'])
  stops[0]?.()
  source?.say('updated', { collection: 'orders' })
  expect(told).toEqual(['orders1'])
  for (const stop of stops) stop()
  expect(Source.open).toHaveLength(0)
})
