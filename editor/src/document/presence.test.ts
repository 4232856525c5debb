import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'

import { Presence } from './presence.ts'

let awareness: Awareness
let presence: Presence
beforeEach(() => {
  vi.useFakeTimers()
  awareness = new Awareness(new Y.Doc())
  awareness.setLocalState(null)
  presence = new Presence(awareness, () => undefined)
})
afterEach(() => {
  presence.dispose()
  awareness.destroy()
  vi.useRealTimers()
})

it('publishes the first change at once, then at most twice a second, and nothing twice', () => {
  const states: unknown[] = []
  awareness.on('update', () => states.push(awareness.getLocalState()))
  presence.setState({ screenId: 's1' })
  presence.setState({ editing: 'a/x:label' })
  vi.advanceTimersByTime(1)
  expect(states).toHaveLength(1)
  presence.setState({ cursor: ['AA', 'BB'] })
  vi.advanceTimersByTime(300)
  expect(states).toHaveLength(1)
  vi.advanceTimersByTime(300)
  expect(states.at(-1)).toMatchObject({ screenId: 's1', editing: 'a/x:label', cursor: ['AA', 'BB'] })
  presence.setState({ cursor: ['AA', 'BB'] })
  vi.advanceTimersByTime(1000)
  expect(states).toHaveLength(2)
})

it('a state has at most 256 bytes, however much is selected', () => {
  presence.setState({ screenId: 's1', selection: Array.from({ length: 40 }, (_, i) => `abcdefghij${i}`) })
  vi.advanceTimersByTime(1)
  const state = awareness.getLocalState()
  expect(JSON.stringify(state).length).toBeLessThanOrEqual(256)
  expect(state?.['selection']).toContain('abcdefghij0')
})
