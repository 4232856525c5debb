import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { seededChance, seededRandom } from '../document/chance.ts'
import { addField } from '../document/operations/addField.ts'
import { addModel } from '../document/operations/addModel.ts'
import { addOption } from '../document/operations/addOption.ts'
import { addScreen } from '../document/operations/addScreen.ts'
import { duplicateNodes } from '../document/operations/duplicateNodes.ts'
import { duplicateScreen } from '../document/operations/duplicateScreen.ts'
import { editText } from '../document/operations/editText.ts'
import { insertNodes } from '../document/operations/insertNodes.ts'
import { moveNodes } from '../document/operations/moveNodes.ts'
import { removeOption } from '../document/operations/removeOption.ts'
import { renameNode } from '../document/operations/renameNode.ts'
import { restoreNodes } from '../document/operations/restoreNodes.ts'
import { setBinding } from '../document/operations/setBinding.ts'
import { setEvents } from '../document/operations/setEvents.ts'
import { setField } from '../document/operations/setField.ts'
import { setFlags } from '../document/operations/setFlags.ts'
import { setFrames } from '../document/operations/setFrames.ts'
import { setMeta } from '../document/operations/setMeta.ts'
import { setModelProof, setModelRule } from '../document/operations/setModelRule.ts'
import { setProps } from '../document/operations/setProps.ts'
import { setScreen } from '../document/operations/setScreen.ts'
import { setStyles } from '../document/operations/setStyles.ts'
import { setThemeToken } from '../document/operations/setThemeToken.ts'
import { trashField } from '../document/operations/trashField.ts'
import { trashModel } from '../document/operations/trashModel.ts'
import { trashNodes } from '../document/operations/trashNodes.ts'
import { trashScreen } from '../document/operations/trashScreen.ts'
import { unwrapNode } from '../document/operations/unwrapNode.ts'
import { wrapNodes } from '../document/operations/wrapNodes.ts'
import { openProjectDoc, type EditorOrigin, type ProjectDoc } from '../document/projectDoc.ts'
import { seedProject } from '../document/seed.ts'
import { fragmentOf, textOf } from '../document/texts.ts'
import { createUndo, type UndoControl } from '../document/undo.ts'
import { justDone } from './before.ts'
import { coverageOf } from './coverage.ts'
import { judgeChanges } from './judge.ts'
import { scanUpdate } from './scanUpdate.ts'

const ORIGIN: EditorOrigin = { kind: 'editor', label: 'Edit' }

interface Person {
  doc: ProjectDoc
  undo: UndoControl
  outbox: Uint8Array[]
  offline: boolean
}

type Any = (root: 'nodes' | 'screens' | 'models' | 'fields' | 'options') => string
type Verb = (doc: ProjectDoc, any: Any, random: () => number) => unknown

const VERBS: Verb[] = [
  (doc, any) =>
    insertNodes(
      doc,
      {
        parentId: any('screens'),
        nodes: [{ type: 'container', texts: { label: 'Box' }, richText: ['One', 'Two'], children: [{ type: 'card' }] }],
      },
      ORIGIN,
    ),
  (doc, any) => moveNodes(doc, { ids: [any('nodes'), any('nodes')], parentId: any('nodes') }, ORIGIN),
  (doc, any, random) =>
    setFrames(
      doc,
      {
        frames: { [any('nodes')]: { x: random(), y: 1, w: 2, h: 3 } },
        ...(random() < 0.5 ? { breakpoint: 'phone' as const } : {}),
      },
      ORIGIN,
    ),
  (doc, any, random) =>
    setProps(doc, { ids: [any('nodes')], props: { label: random() < 0.4 ? undefined : random() } }, ORIGIN),
  (doc, any, random) =>
    setStyles(
      doc,
      {
        ids: [any('nodes')],
        styles: { color: random() < 0.4 ? undefined : '#111' },
        ...(random() < 0.5 ? { breakpoint: 'phone' as const } : {}),
      },
      ORIGIN,
    ),
  (doc, any, random) => setFlags(doc, { ids: [any('nodes')], locked: random() < 0.5, hidden: random() < 0.5 }, ORIGIN),
  (doc, any, random) =>
    setBinding(doc, { id: any('nodes'), prop: 'value', expression: random() < 0.5 ? null : 'item.name' }, ORIGIN),
  (doc, any, random) =>
    setEvents(doc, { id: any('nodes'), events: { click: random() < 0.5 ? undefined : [{ do: 'navigate' }] } }, ORIGIN),
  (doc, any) => renameNode(doc, { id: any('nodes'), name: 'Renamed' }, ORIGIN),
  (doc, any) => trashNodes(doc, { ids: [any('nodes')] }, ORIGIN),
  (doc, any) => restoreNodes(doc, { ids: [any('nodes')] }, ORIGIN),
  (doc, any) => duplicateNodes(doc, { ids: [any('nodes')] }, ORIGIN),
  (doc, any) => wrapNodes(doc, { ids: [any('nodes')], wrapper: { type: 'container' } }, ORIGIN),
  (doc, any) => unwrapNode(doc, { id: any('nodes') }, ORIGIN),
  (doc) => addScreen(doc, { name: 'Page' }, ORIGIN),
  (doc, any) => setScreen(doc, { id: any('screens'), title: 'Title' }, ORIGIN),
  (doc, any, random) => random() < 0.2 && trashScreen(doc, { id: any('screens') }, ORIGIN),
  (doc, any, random) => random() < 0.2 && duplicateScreen(doc, { id: any('screens') }, ORIGIN),
  (doc) => addModel(doc, { name: 'Order' }, ORIGIN),
  (doc, any) =>
    addField(doc, { modelId: any('models'), name: 'state', type: 'select', options: ['New', 'Done'] }, ORIGIN),
  (doc, any, random) =>
    setField(
      doc,
      { id: any('fields'), label: 'State', constraints: { required: random() < 0.5 ? undefined : true } },
      ORIGIN,
    ),
  (doc, any) => addOption(doc, { fieldId: any('fields'), label: 'Sent' }, ORIGIN),
  (doc, any) => removeOption(doc, { id: any('options') }, ORIGIN),
  (doc, any) => trashField(doc, { id: any('fields') }, ORIGIN),
  (doc, any, random) => random() < 0.1 && trashModel(doc, { id: any('models') }, ORIGIN),
  (doc, any) => setModelRule(doc, { id: any('models'), operation: 'list', audience: 'public' }, ORIGIN),
  (doc, any) => setModelProof(doc, { id: any('models'), isAsked: true }, ORIGIN),
  (doc, _any, random) => setThemeToken(doc, { tokens: { accent: random() } }, ORIGIN),
  (doc) => setMeta(doc, { name: 'Shop', icon: 'cart' }, ORIGIN),
  (doc, any, random) => {
    const id = any('nodes')
    const text = textOf(doc, id, 'label')?.toJSON()
    if (text !== undefined)
      editText(doc, { id, name: 'label', text: `${text.slice(1)}${Math.floor(random() * 99)}` }, ORIGIN)
  },
  (doc, any, random) => {
    const fragment = fragmentOf(doc, any('nodes'))
    if (fragment === null) return
    doc.y.transact(() => {
      if (random() < 0.5 && fragment.length > 0) fragment.delete(0, 1)
      const paragraph = new Y.XmlElement('paragraph')
      fragment.insert(0, [paragraph])
      const text = new Y.XmlText('typed')
      paragraph.insert(0, [text])
      text.format(0, 2, { bold: true })
    }, ORIGIN)
  },
]

it(
  '[G3] no operation, undo, redo or long time offline of an honest editor is ever refused',
  { timeout: 60_000 },
  () => {
    const first = Date.now() % 1_000_000
    for (let seed = first; seed < first + 60; seed++) playHonestly(seed)
  },
)

function playHonestly(seed: number): void {
  const random = seededRandom(seed)
  const server = new Y.Doc()
  Y.applyUpdate(server, seedProject({ projectId: `p${seed}`, name: 'P', template: 'orders' }))
  const people = [1, 2, 3].map((n) => createPerson(server, seed * 10 + n))
  for (let step = 0; step < 120; step++) {
    const person = people[Math.floor(random() * people.length)]
    if (person === undefined) continue
    const { doc, undo } = person
    const any: Any = (root) => {
      const ids = [...doc.roots[root].keys()]
      return ids[Math.floor(random() * ids.length)] ?? ''
    }
    const roll = random()
    if (roll < 0.1) undo.undo()
    else if (roll < 0.15) undo.redo()
    else if (roll < 0.2) person.offline = !person.offline
    else {
      const verb = VERBS[Math.floor(random() * VERBS.length)]
      tryVerb(() => undo.step('step', () => verb?.(doc, any, random)))
    }
    if (!person.offline && random() < 0.6) deliver(server, person, `seed ${seed}, step ${step}`)
    const reader = people[Math.floor(random() * people.length)]
    if (reader !== undefined && !reader.offline)
      Y.applyUpdate(reader.doc.y, Y.encodeStateAsUpdate(server, Y.encodeStateVector(reader.doc.y)), 'remote')
  }
  for (const person of people) deliver(server, person, `seed ${seed}, at the end`)
}

/** A row that is gone or missing is the verb's business, not the gate's. */
function tryVerb(work: () => void): void {
  try {
    work()
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError) throw error
  }
}

/** As a provider does: what was sent live in one batch, or after a time offline all that the server lacks. */
function deliver(server: Y.Doc, person: Person, where: string): void {
  const updates = person.outbox.splice(0)
  if (updates.length === 0) return
  const update = person.offline
    ? Y.encodeStateAsUpdate(person.doc.y, Y.encodeStateVector(server))
    : Y.mergeUpdates(updates)
  scanUpdate(update)
  const decoded = Y.decodeUpdate(update)
  expect(coverageOf(server, decoded), where).not.toBe('gap')
  expect(judgeChanges(server, decoded, update).refusal, where).toBeNull()
  Y.applyUpdate(server, update)
}

function createPerson(server: Y.Doc, id: number): Person {
  const y = new Y.Doc()
  y.clientID = id + 100
  Y.applyUpdate(y, Y.encodeStateAsUpdate(server), 'remote')
  const doc = openProjectDoc(y, seededChance(id))
  const person: Person = { doc, undo: createUndo(doc, ORIGIN), outbox: [], offline: false }
  y.on('update', (update: Uint8Array, origin: unknown, _y: Y.Doc, transaction: Y.Transaction) => {
    if (origin === 'remote') return
    // As an editor does, before it sends [G4].
    expect(
      judgeChanges(y, Y.decodeUpdate(update), update, { before: justDone(transaction) }).refusal,
      `person ${id}`,
    ).toBeNull()
    person.outbox.push(update)
  })
  return person
}
