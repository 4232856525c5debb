import { seedProject } from '@axiom/shared/document/seed'
import type { HocuspocusProvider } from '@hocuspocus/provider'
import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { joinProject, startDoor, until, type TestDoor } from './test/startDoor.ts'
import { openLog, outliving } from './test/startReplicas.ts'

const SEED = seedProject({ projectId: 'project1', name: 'Shop', template: 'orders' })

/** A page that is opened with what the device has kept: a new Yjs client each time. */
function openPage(kept: Uint8Array): Y.Doc {
  const y = new Y.Doc()
  Y.applyUpdate(y, kept)
  return y
}

function refusals(provider: HocuspocusProvider): string[] {
  const heard: string[] = []
  provider.on('stateless', ({ payload }: { payload: string }) => void heard.push(payload))
  return heard
}

async function saved(provider: HocuspocusProvider): Promise<void> {
  await until('saved', () => provider.synced && !provider.hasUnsyncedChanges)
}

function keysOf(door: TestDoor): Promise<string[]> {
  return door.collaboration.documents.readDocument('project1', (doc) => [...doc.roots.theme.keys()].toSorted())
}

it('[G2] [C7] what the device has kept comes late, after the page has been edited already', async () => {
  const door = await startDoor({ seedOf: async () => SEED })
  const before = joinProject(door.url, 'ann')
  await until('synced', () => before.synced)
  before.document.getMap('theme').set('sent', 1)
  await saved(before)
  before.configuration.websocketProvider.disconnect()
  before.document.getMap('theme').set('unsent', 1)
  before.document.getMap('theme').delete('sent')
  const kept = Y.encodeStateAsUpdate(before.document)
  const page = joinProject(door.url, 'ann')
  const heard = refusals(page)
  await until('synced', () => page.synced)
  page.document.getMap('theme').set('typed', 1)
  Y.applyUpdate(page.document, kept)
  await saved(page)
  expect([await keysOf(door), heard]).toEqual([['typed', 'unsent'], []])
})

it('[G2] [G3] thirty offline days, each a new page, while the others rewrite and delete', async () => {
  const door = await startDoor({ seedOf: async () => SEED })
  const bob = joinProject(door.url, 'bob')
  await until('synced', () => bob.synced)
  for (let key = 0; key < 30; key++) bob.document.getMap('theme').set(`k${key}`, 'before')
  await saved(bob)
  let kept = Y.encodeStateAsUpdate(bob.document)
  const nodes = [...bob.document.getMap<Y.Map<unknown>>('nodes').keys()]
  for (let day = 0; day < 30; day++) {
    const y = openPage(kept)
    y.getMap('theme').set(`day${day}`, day)
    y.getMap('theme').set(`k${day}`, 'ann')
    y.getMap('theme').delete(`k${(day + 7) % 30}`)
    y.getMap<Y.Map<unknown>>('nodes')
      .get(nodes[day % nodes.length] ?? '')
      ?.set('p:label', `day ${day}`)
    kept = Y.encodeStateAsUpdate(y)
    if (day % 2 === 0) bob.document.getMap('theme').delete(`k${day}`)
    else bob.document.getMap('theme').set(`k${day}`, 'bob')
  }
  await saved(bob)
  const back = joinProject(door.url, 'ann', 'project1', openPage(kept))
  const heard = refusals(back)
  await saved(back)
  await until('equal', () => bob.document.getMap('theme').has('day29'))
  expect(bob.document.getMap('theme').toJSON()).toEqual(back.document.getMap('theme').toJSON())
  expect(heard).toEqual([])
  const days = Array.from({ length: 30 }, (_, day) => `day${day}`)
  expect(await keysOf(door)).toEqual(expect.arrayContaining(days))
})

it('[C7] [G2] after a server has gone, another takes everything that it may not have heard, sent once more', async () => {
  const log = await openLog()
  const first = await startDoor({ store: outliving(log), seedOf: async () => SEED })
  const provider = joinProject(first.url, 'ann')
  await until('synced', () => provider.synced)
  for (let i = 0; i < 20; i++) provider.document.getMap('theme').set(`k${i}`, i)
  const inFlight = Y.encodeStateAsUpdate(provider.document)
  await saved(provider)
  await first.stop()
  provider.document.getMap('theme').set('meanwhile', 1)
  const second = await startDoor({ store: outliving(log), seedOf: async () => SEED })
  const again = joinProject(second.url, 'ann', 'project1', provider.document)
  const heard = refusals(again)
  Y.applyUpdate(again.document, inFlight)
  again.document.getMap('theme').set('after', 1)
  await saved(again)
  expect(heard).toEqual([])
  expect(await keysOf(second)).toHaveLength(openPage(inFlight).getMap('theme').size + 2)
})
