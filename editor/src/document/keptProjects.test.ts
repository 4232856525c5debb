import 'fake-indexeddb/auto'
import { setMeta } from '@axiom/shared/document/operations/setMeta'
import { openProjectDoc } from '@axiom/shared/document/projectDoc'
import { afterEach, expect, it } from 'vitest'
import * as Y from 'yjs'

import { listKept } from './keptProjects.ts'
import { LocalStore, wipeLocal } from './localStore.ts'

afterEach(() => wipeLocal('u1'))

async function keep(projectId: string, name: string, changes: number): Promise<void> {
  const store = await LocalStore.open('u1', projectId)
  const doc = openProjectDoc()
  const append = (): Promise<void> => {
    const known = Y.encodeStateAsUpdate(doc.y)
    return store.append({ known, own: null, settled: false, acknowledged }, () => ({ known, own: null }))
  }
  const acknowledged = { snapshot: null, changes }
  setMeta(doc, { name: 'before' }, { kind: 'server', reason: 'test' })
  await append()
  setMeta(doc, { name }, { kind: 'server', reason: 'test' })
  await append()
  store.close()
}

it('names the projects of this device and their unsent changes', async () => {
  await keep('p1', 'Orders', 0)
  await keep('p2', 'Stock', 2)
  expect(await listKept('u1')).toEqual([
    { id: 'p1', name: 'Orders', changes: 0 },
    { id: 'p2', name: 'Stock', changes: 2 },
  ])
})

it('a person without local work keeps nothing, and asking makes no database', async () => {
  expect(await listKept('u2')).toEqual([])
  expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain('axiom:u2')
})
