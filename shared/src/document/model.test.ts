import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'

import { seededRandom } from './chance.ts'
import { indexesBetween } from './fractionalIndex.ts'
import { migrate } from './migrations.ts'
import { addScreen } from './operations/addScreen.ts'
import { insertNodes } from './operations/insertNodes.ts'
import { moveNodes } from './operations/moveNodes.ts'
import { renameNode } from './operations/renameNode.ts'
import { restoreNodes } from './operations/restoreNodes.ts'
import { setFrames } from './operations/setFrames.ts'
import { setProps } from './operations/setProps.ts'
import { trashNodes } from './operations/trashNodes.ts'
import { parsePlace, TRASH, type StoredPlace } from './place.ts'
import { openProjectDoc, type EditorOrigin, type ProjectDoc } from './projectDoc.ts'
import { seedProject } from './seed.ts'
import { ancestorsOf, childrenOf, readTree, resolveTree } from './tree.ts'

const ORIGIN: EditorOrigin = { kind: 'editor', label: 'Edit' }

function open(clientID: number, from?: ProjectDoc): ProjectDoc {
  const y = new Y.Doc()
  y.clientID = clientID
  if (from) Y.applyUpdate(y, Y.encodeStateAsUpdate(from.y), 'remote')
  return openProjectDoc(y)
}

function sync(a: ProjectDoc, b: ProjectDoc): void {
  const [fromA, fromB] = [Y.encodeStateAsUpdate(a.y), Y.encodeStateAsUpdate(b.y)]
  Y.applyUpdate(b.y, fromA, 'remote')
  Y.applyUpdate(a.y, fromB, 'remote')
}

function start() {
  const doc = open(1)
  const screen = addScreen(doc, { name: 'Home' }, ORIGIN)
  const specs = ['Box', 'Card'].map((label) => ({ type: 'container', texts: { label }, richText: [label] }))
  const [box = '', card = ''] = insertNodes(doc, { parentId: screen, nodes: specs }, ORIGIN)
  return { doc, screen, box, card }
}

/** The keys that an edit writes, as `<row>/<key>`. */
function writtenBy(doc: ProjectDoc, work: () => void): string[] {
  const keys: string[] = []
  const collect = (events: Y.YEvent<Y.AbstractType<unknown>>[]): void => {
    for (const event of events) for (const key of event.keys.keys()) keys.push(`${event.path.join('.')}/${key}`)
  }
  doc.roots.nodes.observeDeep(collect)
  work()
  doc.roots.nodes.unobserveDeep(collect)
  return keys
}

describe('rows', () => {
  it('[M1] lie flat, with their texts made in the transaction that makes the row', () => {
    const { doc, screen } = start()
    const birth: boolean[] = []
    doc.roots.nodes.observe((event) => {
      for (const id of event.keysChanged) birth.push(event.target.get(id)?.get('x:label') instanceof Y.Text)
    })
    insertNodes(
      doc,
      {
        parentId: screen,
        nodes: [{ type: 'card', texts: { label: 'a' }, children: [{ type: 'card', texts: { label: 'b' } }] }],
      },
      ORIGIN,
    )
    expect(birth).toEqual([true, true])
    for (const row of doc.roots.nodes.values())
      for (const value of row.values()) expect(value).not.toBeInstanceOf(Y.Array)
  })

  it('[M2] a move writes only `at`, and only of the topmost nodes', () => {
    const { doc, box, card, screen } = start()
    moveNodes(doc, { ids: [card], parentId: box }, ORIGIN)
    const [other = ''] = insertNodes(doc, { parentId: screen, nodes: [{ type: 'container' }] }, ORIGIN)
    expect(writtenBy(doc, () => moveNodes(doc, { ids: [card, box], parentId: other }, ORIGIN))).toEqual([`${box}/at`])
    expect(ancestorsOf(readTree(doc), card)).toEqual([box, other, screen])
  })

  it('[M3] geometry is one register: of two concurrent frames one holds whole', () => {
    const { doc, card } = start()
    const other = open(2, doc)
    const frames = [
      { x: 1, y: 1, w: 1, h: 1 },
      { x: 2, y: 2, w: 2, h: 2 },
    ] as const
    expect(writtenBy(doc, () => setFrames(doc, { frames: { [card]: frames[0] } }, ORIGIN))).toEqual([`${card}/frame`])
    setFrames(other, { frames: { [card]: frames[1] } }, ORIGIN)
    sync(doc, other)
    expect(frames).toContainEqual(doc.roots.nodes.get(card)?.get('frame'))
  })

  it('[M5] deleting keeps the row and an edit made meanwhile; restoring brings both back', () => {
    const { doc, box, card } = start()
    moveNodes(doc, { ids: [card], parentId: box }, ORIGIN)
    const other = open(2, doc)
    trashNodes(doc, { ids: [card] }, ORIGIN)
    setProps(other, { ids: [card], props: { a: 1 } }, ORIGIN)
    sync(doc, other)
    expect(readTree(doc).parents.get(card)).toBe(TRASH)
    restoreNodes(doc, { ids: [card] }, ORIGIN)
    expect(readTree(doc).parents.get(card)).toBe(box)
    expect(doc.roots.nodes.get(card)?.get('p:a')).toBe(1)
  })

  it('[M8] one of two concurrent values wins, the same on both peers', () => {
    const { doc, card } = start()
    const other = open(2, doc)
    setProps(doc, { ids: [card], props: { a: 'mine' } }, ORIGIN)
    setProps(other, { ids: [card], props: { a: 'theirs' } }, ORIGIN)
    sync(doc, other)
    expect(['mine', 'theirs']).toContain(doc.roots.nodes.get(card)?.get('p:a'))
    expect(other.roots.nodes.get(card)?.get('p:a')).toBe(doc.roots.nodes.get(card)?.get('p:a'))
  })

  it('[M12] a rename changes one key', () => {
    const { doc, card } = start()
    expect(writtenBy(doc, () => renameNode(doc, { id: card, name: 'Total' }, ORIGIN))).toEqual([`${card}/name`])
  })
})

describe('tree', () => {
  it('[M4] is total and independent of the order of rows, with cycles and missing parents (1,500 rounds)', () => {
    let cycles = 0
    for (let seed = 1; seed <= 1_500; seed++) {
      const random = seededRandom(seed)
      const pick = (list: readonly string[]): string => list[Math.floor(random() * list.length)] ?? ''
      const ids = Array.from({ length: 12 }, (_, i) => `n${i}`)
      const place = (): StoredPlace => ({
        parentId: pick([...ids, 's1', 'trash', 'gone']),
        index: pick(['A', 'B', 'C']),
        previousParentId: pick([...ids, 's1', 'gone']),
        since: null,
      })
      const places = ids.map((id): [string, StoredPlace | null] => [id, random() < 0.05 ? null : place()])
      const screens = new Map([['s1', { parentId: 'root', index: 'V', previousParentId: null, since: null }]])
      const tree = resolveTree(new Map(places), screens)
      const again = resolveTree(new Map(places.toReversed()), screens)
      expect(again.parents, `seed ${seed}`).toEqual(tree.parents)
      expect(again.children.get('s1'), `seed ${seed}`).toEqual(tree.children.get('s1'))
      for (const id of ids) expect(['s1', 'trash'], `seed ${seed}`).toContain(ancestorsOf(tree, id).at(-1))
      if (tree.repaired) cycles++
    }
    expect(cycles).toBeGreaterThan(500)
  })
})

describe('order', () => {
  it('[M6] keys lie strictly between their bounds, ascending', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.nat(), { maxLength: 60 }), (seed, slots) => {
        const random = seededRandom(seed)
        const keys: string[] = []
        for (const slot of slots) {
          const at = slot % (keys.length + 1)
          keys.splice(at, 0, ...indexesBetween(keys[at - 1] ?? null, keys[at] ?? null, 1 + (slot % 3), random))
        }
        expect(keys).toEqual([...new Set(keys)].toSorted())
      }),
    )
  })

  it('[M6] runs that two people insert at one place do not interleave', () => {
    const { doc, screen } = start()
    const other = open(2, doc)
    const nodes = Array.from({ length: 4 }, () => ({ type: 'card' }))
    const mine = insertNodes(doc, { parentId: screen, nodes }, ORIGIN)
    const theirs = insertNodes(other, { parentId: screen, nodes }, ORIGIN)
    sync(doc, other)
    const order = childrenOf(readTree(doc), screen).slice(2)
    expect([
      [...mine, ...theirs],
      [...theirs, ...mine],
    ]).toContainEqual(order)
  })
})

describe('first state', () => {
  it('[M9] has the same bytes for the same project, and writing it twice changes nothing', () => {
    for (const template of ['blank', 'orders'] as const) {
      const seed = seedProject({ projectId: 'p1', name: 'Shop', template })
      expect(seedProject({ projectId: 'p1', name: 'Shop', template })).toEqual(seed)
      const doc = openProjectDoc()
      Y.applyUpdate(doc.y, seed, 'remote')
      const once = Y.encodeStateAsUpdate(doc.y)
      Y.applyUpdate(doc.y, seed, 'remote')
      expect(Y.encodeStateAsUpdate(doc.y)).toEqual(once)
      for (const row of doc.roots.nodes.values()) expect(parsePlace(row.get('at'))).not.toBeNull()
    }
  })

  it('[M10] migrations run forward, once, and keep unknown keys', () => {
    const { doc, card } = start()
    doc.roots.nodes.get(card)?.set('p:fromTheFuture', 1)
    const ran: number[] = []
    const migrations = [() => void ran.push(0), () => void ran.push(1)]
    expect(migrate(doc, migrations, 2)).toBe(true)
    expect(migrate(doc, migrations, 2)).toBe(false)
    expect(migrate(doc, migrations, 1)).toBe(false)
    expect(ran).toEqual([0, 1])
    expect(doc.roots.meta.get('schema')).toBe(2)
    expect(doc.roots.nodes.get(card)?.get('p:fromTheFuture')).toBe(1)
  })
})
