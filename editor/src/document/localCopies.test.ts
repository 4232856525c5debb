import 'fake-indexeddb/auto'
import { diffDocuments } from '@axiom/shared/document/diff'
import { addScreen } from '@axiom/shared/document/operations/addScreen'
import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import { renameNode } from '@axiom/shared/document/operations/renameNode'
import { openProjectDoc, type EditorOrigin, type ProjectDoc } from '@axiom/shared/document/projectDoc'
import { createUndo } from '@axiom/shared/document/undo'
import { specFor } from '@axiom/shared/widgets/registry'
import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { bringBack, listCopies, readChangesFile, removeCopy, waiting, waitingIn } from './localCopies.ts'
import { LocalStore } from './localStore.ts'
import type { ProjectSession } from './projectSession.ts'
import { toChangesFile } from './unsent.ts'

const ORIGIN: EditorOrigin = { kind: 'editor', label: 'Ann' }
const encode = ({ y }: ProjectDoc): Uint8Array => Y.encodeStateAsUpdate(y)
const nameOf = (doc: ProjectDoc, id: string): unknown => doc.roots.nodes.get(id)?.get('name')
let users = 0

function copyOf(doc: ProjectDoc): ProjectDoc {
  const copy = openProjectDoc()
  Y.applyUpdate(copy.y, encode(doc))
  return copy
}

/** What the server had, what was here, and what the server has by now; two names were given here, one is refused. */
async function putAside() {
  const known = openProjectDoc()
  const screen = addScreen(known, { name: 'Start' }, ORIGIN)
  const heading = specFor('heading')
  const [refused = '', kept = '', theirs = ''] = insertNodes(
    known,
    { parentId: screen, nodes: [heading, heading, heading] },
    ORIGIN,
  )
  const local = copyOf(known)
  for (const id of [refused, kept]) renameNode(local, { id, name: 'Mine' }, ORIGIN)
  const now = copyOf(known)
  renameNode(now, { id: theirs, name: 'Theirs' }, ORIGIN)
  const userId = `copies${users++}`
  const store = await LocalStore.open(userId, 'p1')
  await store.saveRescue(`layout nodes/${refused}/name`, encode(local), encode(known))
  store.close()
  return { userId, known, local, now, refused, kept, theirs }
}

it('[G4] a copy tells what of it is not in the project, brings that back as one step, and stays until it is deleted', async () => {
  const { userId, now, refused, kept, theirs } = await putAside()
  expect(await listCopies(userId, 'p2')).toEqual([])
  expect(await listCopies('nobody', 'p1')).toEqual([])
  const [copy] = await listCopies(userId, 'p1')
  if (!copy) throw new Error('one copy')
  expect(copy).toMatchObject({ reason: 'layout', key: `nodes/${refused}/name` })
  const entries = waitingIn(copy, now)
  expect(entries.map(({ row, key }) => [row, key])).toEqual([[kept, 'name']])
  const undo = createUndo(now, ORIGIN)
  bringBack({ doc: now, undo, origin: ORIGIN } as unknown as ProjectSession, entries, 'Bring back 1 change')
  expect([refused, kept, theirs].map((id) => nameOf(now, id))).toEqual(['Heading', 'Mine', 'Theirs'])
  expect(waitingIn(copy, now)).toEqual([])
  expect(undo.undo()).toMatchObject({ kind: 'done', label: 'Bring back 1 change' })
  expect(nameOf(now, kept)).toBe('Heading')
  await removeCopy(userId, copy.id)
  expect(await listCopies(userId, 'p1')).toEqual([])
})

it('[G4] a copy of an older page, which does not know what the server had, is compared with the project', async () => {
  const { local, now, kept, refused, theirs } = await putAside()
  const unsent = { projectId: 'p1', changes: 0, parts: { known: encode(local), own: null } }
  const copy = { id: 1, at: 0, reason: 'epoch_over', key: '', unsent }
  const rows = waitingIn(copy, now).map(({ row }) => row)
  expect(rows.toSorted()).toEqual([kept, refused, theirs].toSorted())
})

it('[G4] a file of changes is read back for its project; anything else is not taken for one', async () => {
  const { known, local, now, kept, refused } = await putAside()
  const parts = { known: encode(known), own: encode(local) }
  const text = JSON.stringify(toChangesFile([{ projectId: 'p1', changes: 2, parts }]))
  const difference = readChangesFile(text, 'p1')
  expect(difference).toEqual(diffDocuments(known, local))
  const entries = waiting(now, difference ?? { entries: [] })
  expect(entries.map(({ row }) => row).toSorted()).toEqual([kept, refused].toSorted())
  expect(readChangesFile(text, 'p2')).toBeNull()
  for (const other of ['', 'no json', '[]', '{"format":"axiom-changes","version":2,"projects":[]}'])
    expect(() => readChangesFile(other, 'p1')).toThrow(SyntaxError)
})
