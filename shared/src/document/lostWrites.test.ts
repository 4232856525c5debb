import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { findLostWrites, insistOn, type LostWrite } from './lostWrites.ts'
import { renameNode } from './operations/renameNode.ts'
import { setFrames } from './operations/setFrames.ts'
import { trashNodes } from './operations/trashNodes.ts'
import { parsePlace, TRASH } from './place.ts'
import { openProjectDoc, type EditorOrigin, type ProjectDoc } from './projectDoc.ts'
import { seedProject } from './seed.ts'

const ORIGIN: EditorOrigin = { kind: 'editor', label: 'Edit' }
const SEED = seedProject({ projectId: 'p1', name: 'P', template: 'orders' })

interface Person {
  doc: ProjectDoc
  lost: LostWrite[]
}

/** The larger id wins in Yjs. */
function person(clientId: number): Person {
  const y = new Y.Doc()
  y.clientID = clientId
  Y.applyUpdate(y, SEED)
  const doc = openProjectDoc(y)
  const lost: LostWrite[] = []
  y.on('afterTransaction', (transaction: Y.Transaction) => {
    if (!transaction.local) lost.push(...findLostWrites(doc, transaction, (client) => client === clientId))
  })
  return { doc, lost }
}

function exchange(...people: Person[]): void {
  for (const from of people)
    for (const to of people) if (to !== from) Y.applyUpdate(to.doc.y, Y.encodeStateAsUpdate(from.doc.y), 'remote')
}

const [NODE = ''] = [...person(1).doc.roots.nodes.keys()]
const frame = (x: number) => ({ x, y: 0, w: 10, h: 10 })
const moveTo = ({ doc }: Person, x: number): void => setFrames(doc, { frames: { [NODE]: frame(x) } }, ORIGIN)
const row = ({ doc }: Person) => doc.roots.nodes.get(NODE)

it('[M8] only the one whose move was overtaken hears of it, and can do it anyway', () => {
  const [mara, tomas] = [person(10), person(20)]
  moveTo(mara, 1)
  moveTo(tomas, 2)
  exchange(mara, tomas)
  expect(tomas.lost).toEqual([])
  expect(mara.lost).toEqual([{ root: 'nodes', row: NODE, key: 'frame', mine: frame(1), theirs: frame(2), by: 20 }])
  insistOn(mara.doc, mara.lost, ORIGIN)
  exchange(mara, tomas)
  expect(row(tomas)?.get('frame')).toEqual(frame(1))
  // That was an answer, not a conflict.
  expect(tomas.lost).toEqual([])
})

it('[M8] somebody who had seen my value takes nothing from me, also by way of several writes', () => {
  const [mara, tomas] = [person(10), person(20)]
  moveTo(mara, 1)
  exchange(mara, tomas)
  moveTo(tomas, 2)
  moveTo(tomas, 3)
  exchange(mara, tomas)
  expect(mara.lost).toEqual([])
})

it('[M8] several writes of mine that one has not seen are one loss, the last', () => {
  const [mara, tomas] = [person(10), person(20)]
  moveTo(mara, 1)
  moveTo(mara, 2)
  moveTo(tomas, 3)
  exchange(mara, tomas)
  expect(mara.lost).toMatchObject([{ mine: frame(2), theirs: frame(3) }])
})

it('[M8] a lost deletion is told and can be done anyway; a node that both delete is lost by nobody', () => {
  const [mara, tomas] = [person(10), person(20)]
  const parent = parsePlace(row(mara)?.get('at'))?.parentId
  trashNodes(mara.doc, { ids: [NODE] }, ORIGIN)
  row(tomas)?.set('at', [parent, 'zz', parent])
  exchange(mara, tomas)
  expect(mara.lost).toMatchObject([{ row: NODE, key: 'at', by: 20 }])
  insistOn(mara.doc, mara.lost, ORIGIN)
  expect(parsePlace(row(mara)?.get('at'))).toMatchObject({ parentId: TRASH, previousParentId: parent })
  const both = [person(10), person(20)]
  for (const { doc } of both) trashNodes(doc, { ids: [NODE] }, ORIGIN)
  exchange(...both)
  expect(both.flatMap(({ lost }) => lost)).toEqual([])
})

it('[M8] one value written by both is no loss', () => {
  const people = [person(10), person(20)]
  for (const { doc } of people) renameNode(doc, { id: NODE, name: 'Same' }, ORIGIN)
  exchange(...people)
  expect(people.flatMap(({ lost }) => lost)).toEqual([])
})
