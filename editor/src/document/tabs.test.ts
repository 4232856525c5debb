import { CREATE_ORIGIN } from '@axiom/shared/document/projectDoc'
import { afterEach, expect, it, vi } from 'vitest'
import * as Y from 'yjs'

import { TAB_ORIGIN } from './origins.ts'
import { Tabs } from './tabs.ts'

let channels = 0
const opened: Tabs[] = []
afterEach(() => {
  for (const tabs of opened.splice(0)) tabs.close()
})

function tab(name: string) {
  const y = new Y.Doc()
  const nothing = (): void => undefined
  const acknowledged = () => ({ snapshot: null, changes: 0 })
  const tabs = new Tabs({ name, y, isWriter: () => false, acknowledged, onState: nothing, onWritten: nothing })
  opened.push(tabs)
  const origins: unknown[] = []
  y.on('update', (_update: Uint8Array, origin: unknown) => origins.push(origin))
  return { y, tabs, origins }
}

it('an edit that builds on what is still on its way from the server waits, and is then taken as one of the other tab', async () => {
  const name = `tabs-${channels++}`
  const [here, there] = [tab(name), tab(name)]
  // Hears each message after the tab that opened before it.
  const third = new BroadcastChannel(name)
  const told = vi.fn()
  third.addEventListener('message', told)
  const fromServer = new Y.Doc()
  fromServer.getText('t').insert(0, 'server')
  there.y.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin === 'own') there.tabs.tell(update, origin)
  })
  Y.applyUpdate(there.y, Y.encodeStateAsUpdate(fromServer), 'server')
  there.y.transact(() => there.y.getText('t').insert(6, '!'), 'own')
  there.y.transact(() => there.y.getText('t').insert(7, '!'), 'own')
  there.y.transact(() => there.y.getMap('m').set('a', 1), 'own')
  // Nothing of it may wait inside of Yjs, and nobody may be told that it is written.
  await vi.waitFor(() => expect(told).toHaveBeenCalledTimes(3))
  third.close()
  expect(here.y.store.pendingStructs).toBeNull()
  expect(here.y.getMap('m').has('a')).toBe(false)
  here.tabs.takeHeard()()
  Y.applyUpdate(here.y, Y.encodeStateAsUpdate(fromServer), 'server')
  await vi.waitFor(() => expect(here.y.getMap('m').get('a')).toBe(1))
  expect(here.y.getText('t').toJSON()).toBe('server!!')
  expect(here.origins).toEqual(['server', TAB_ORIGIN, TAB_ORIGIN, TAB_ORIGIN])
  expect(there.tabs.isWaiting).toBe(true)
  here.tabs.takeHeard()()
  await vi.waitFor(() => expect(there.tabs.isWaiting).toBe(false))
})

it('both halves of an insert are one edit for the other tabs', async () => {
  const name = `tabs-${channels++}`
  const [here, there] = [tab(name), tab(name)]
  there.y.on('update', (update: Uint8Array, origin: unknown) => there.tabs.tell(update, origin))
  there.y.transact(() => there.y.getMap('nodes').set('n', 'in the trash'), CREATE_ORIGIN)
  there.y.transact(() => there.y.getMap('nodes').set('n', 'in its place'), 'own')
  await vi.waitFor(() => expect(here.origins).toEqual([TAB_ORIGIN]))
  expect(here.y.getMap('nodes').get('n')).toBe('in its place')
})
