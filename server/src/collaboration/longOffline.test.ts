import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { addScreen } from '@axiom/shared/document/operations/addScreen'
import { editText } from '@axiom/shared/document/operations/editText'
import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import { setProps } from '@axiom/shared/document/operations/setProps'
import { openProjectDoc, type EditorOrigin, type ProjectDoc } from '@axiom/shared/document/projectDoc'
import { textOf } from '@axiom/shared/document/texts'
import type { HocuspocusProvider } from '@hocuspocus/provider'
import { expect, it } from 'vitest'

import { openProjectLog } from './storage/openProjectLog.ts'
import { joinProject, startDoor, tempDir, until } from './test/startDoor.ts'

const ORIGIN: EditorOrigin = { kind: 'editor', label: 'Edit' }

const saved = (provider: HocuspocusProvider): Promise<void> =>
  until('everything is saved', () => provider.synced && !provider.hasUnsyncedChanges)

const words = (doc: ProjectDoc, id: string): string | undefined => textOf(doc, id, 'text')?.toJSON()

it('[C5] who comes back after the log was compacted and its old entries have expired merges as always', async () => {
  const dataDir = await tempDir()
  const address = { dataDir, mongoUri: undefined }
  const store = await openProjectLog(address)
  const door = await startDoor({ ...address, store })
  const ann = joinProject(door.url, 'ann')
  await saved(ann)
  const [hers, bobs] = [openProjectDoc(ann.document), openProjectDoc()]
  const screen = addScreen(hers, { name: 'Home' }, ORIGIN)
  const [heading = '', second = ''] = insertNodes(
    hers,
    { parentId: screen, nodes: [{ type: 'heading', texts: { text: 'Hello' } }, { type: 'heading' }] },
    ORIGIN,
  )
  await saved(ann)
  ann.destroy()
  // What she does without network, on her device.
  editText(hers, { id: heading, name: 'text', text: 'Hello from far away' }, ORIGIN)
  setProps(hers, { ids: [second], props: { level: 4 } }, ORIGIN)

  const bob = joinProject(door.url, 'bob', 'project1', bobs.y)
  await saved(bob)
  for (let i = 0; i < 60; i++) setProps(bobs, { ids: [heading], props: { level: i % 6 } }, ORIGIN)
  editText(bobs, { id: heading, name: 'text', text: 'Oh Hello' }, ORIGIN)
  await saved(bob)
  bob.destroy()
  expect((await store.compact('project1'))?.covered).toBeGreaterThan(1)
  await door.stop()
  // A month later: as the worker does with what has expired.
  const log = new DatabaseSync(join(dataDir, 'log.db'))
  expect(log.prepare('DELETE FROM chunks WHERE expires_at IS NOT NULL').run().changes).toBeGreaterThan(1)
  log.close()

  const later = await startDoor(address)
  await saved(joinProject(later.url, 'ann', 'project1', hers.y))
  const other = openProjectDoc()
  await saved(joinProject(later.url, 'cleo', 'project1', other.y))
  for (const doc of [hers, other]) {
    expect(words(doc, heading)).toBe('Oh Hello from far away')
    expect(doc.roots.nodes.get(heading)?.get('p:level')).toBe(5)
    expect(doc.roots.nodes.get(second)?.get('p:level')).toBe(4)
  }
})
