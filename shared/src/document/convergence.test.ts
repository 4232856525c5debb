import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { seededChance, seededRandom } from './chance.ts'
import { addScreen } from './operations/addScreen.ts'
import { duplicateNodes } from './operations/duplicateNodes.ts'
import { editText } from './operations/editText.ts'
import { insertNodes } from './operations/insertNodes.ts'
import { moveNodes } from './operations/moveNodes.ts'
import { renameNode } from './operations/renameNode.ts'
import { restoreNodes } from './operations/restoreNodes.ts'
import { setFrames } from './operations/setFrames.ts'
import { setProps } from './operations/setProps.ts'
import { setThemeToken } from './operations/setThemeToken.ts'
import { trashNodes } from './operations/trashNodes.ts'
import { wrapNodes } from './operations/wrapNodes.ts'
import { parsePlace } from './place.ts'
import { openProjectDoc, ROOTS, type EditorOrigin, type ProjectDoc } from './projectDoc.ts'
import { seedProject } from './seed.ts'
import { textOf } from './texts.ts'
import { ancestorsOf, readTree } from './tree.ts'
import { createUndo, type UndoControl } from './undo.ts'

const SEEDS = 1_000
const ACTIONS = 24
const ORIGIN: EditorOrigin = { kind: 'editor', label: 'Edit' }

interface Peer {
  name: string
  doc: ProjectDoc
  undo: UndoControl
  /** Updates of the others that have not arrived yet. */
  inbox: Uint8Array[]
}

interface World {
  peers: Peer[]
  made: Set<string>
  log: string[]
  pick: <T>(list: readonly T[]) => T | undefined
  random: () => number
}

type Verb = (doc: ProjectDoc, world: World) => unknown

const anyNode = (doc: ProjectDoc, world: World): string => world.pick([...doc.roots.nodes.keys()]) ?? ''
const anyParent = (doc: ProjectDoc, world: World): string =>
  world.pick([...doc.roots.screens.keys(), ...doc.roots.nodes.keys()]) ?? ''
const aFrame = ({ random }: World) => ({ x: Math.floor(random() * 900), y: Math.floor(random() * 900), w: 100, h: 40 })

const VERBS: Record<string, Verb> = {
  insert: (doc, world) =>
    insertNodes(
      doc,
      {
        parentId: anyParent(doc, world),
        nodes: [{ type: 'container', texts: { label: 'Box' }, children: [{ type: 'card' }] }],
      },
      ORIGIN,
    ),
  move: (doc, world) =>
    moveNodes(doc, { ids: [anyNode(doc, world), anyNode(doc, world)], parentId: anyParent(doc, world) }, ORIGIN),
  frame: (doc, world) => setFrames(doc, { frames: { [anyNode(doc, world)]: aFrame(world) } }, ORIGIN),
  props: (doc, world) =>
    setProps(
      doc,
      { ids: [anyNode(doc, world)], props: { a: world.random() < 0.3 ? undefined : Math.floor(world.random() * 9) } },
      ORIGIN,
    ),
  rename: (doc, world) =>
    renameNode(doc, { id: anyNode(doc, world), name: `Name ${Math.floor(world.random() * 9)}` }, ORIGIN),
  trash: (doc, world) => trashNodes(doc, { ids: [anyNode(doc, world)] }, ORIGIN),
  restore: (doc, world) => restoreNodes(doc, { ids: [anyNode(doc, world)] }, ORIGIN),
  duplicate: (doc, world) => duplicateNodes(doc, { ids: [anyNode(doc, world)] }, ORIGIN),
  wrap: (doc, world) => wrapNodes(doc, { ids: [anyNode(doc, world)], wrapper: { type: 'container' } }, ORIGIN),
  theme: (doc, world) => setThemeToken(doc, { tokens: { accent: Math.floor(world.random() * 9) } }, ORIGIN),
  screen: (doc) => addScreen(doc, { name: 'Page' }, ORIGIN),
  text: (doc, world) => {
    const id = anyNode(doc, world)
    const now = textOf(doc, id, 'label')?.toJSON() ?? ''
    const cut = Math.floor(world.random() * (now.length + 1))
    editText(
      doc,
      { id, name: 'label', text: `${now.slice(0, cut)}${Math.floor(world.random() * 99)}${now.slice(cut + 1)}` },
      ORIGIN,
    )
  },
}

function createWorld(seed: number): World {
  const random = seededRandom(seed)
  const world: World = {
    peers: [],
    made: new Set(),
    log: [],
    random,
    pick: (list) => list[Math.floor(random() * list.length)],
  }
  const start = openProjectDoc(new Y.Doc(), seededChance(seed, 's'))
  Y.applyUpdate(start.y, seedProject({ projectId: `p${seed}`, name: 'P', template: 'blank' }), 'remote')
  const screenId = [...start.roots.screens.keys()][0] ?? ''
  insertNodes(
    start,
    { parentId: screenId, nodes: ['a', 'b', 'c'].map((label) => ({ type: 'container', texts: { label } })) },
    ORIGIN,
  )
  for (const [i, name] of ['Ann', 'Bo', 'Cy'].entries()) {
    const y = new Y.Doc()
    // A client's own id decides who wins, so it belongs to the seed.
    y.clientID = 1 + i + 10 * Math.floor(random() * 1e6)
    Y.applyUpdate(y, Y.encodeStateAsUpdate(start.y), 'remote')
    const doc = openProjectDoc(y, seededChance(seed + i + 1, name.charAt(0)))
    const peer: Peer = { name, doc, undo: createUndo(doc, ORIGIN), inbox: [] }
    y.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'remote') for (const other of world.peers) if (other !== peer) other.inbox.push(update)
    })
    world.peers.push(peer)
  }
  return world
}

/** Every register of every row, as data; texts apart, because undo of characters is the text manager's. */
function registersOf(doc: ProjectDoc): string {
  const values = ROOTS.flatMap((root) =>
    [...doc.roots[root]].flatMap(([id, row]) => {
      const entries: [string, unknown][] = row instanceof Y.Map ? [...row] : [['', row]]
      return entries.flatMap(([key, value]) =>
        value instanceof Y.AbstractType ? [] : [JSON.stringify([root, id, key, value])],
      )
    }),
  )
  return values.toSorted().join('\n')
}

function note(world: World, { doc }: Peer): void {
  for (const id of [...doc.roots.nodes.keys(), ...doc.roots.screens.keys()]) world.made.add(id)
}

function act(world: World): void {
  const peer = world.pick(world.peers)
  if (!peer) return
  const roll = world.random()
  if (roll < 0.3 && peer.inbox.length > 0) {
    const [update] = peer.inbox.splice(Math.floor(world.random() * peer.inbox.length), 1)
    world.log.push(`${peer.name} receives`)
    if (update) Y.applyUpdate(peer.doc.y, update, 'remote')
  } else if (roll < 0.4) world.log.push(`${peer.name} undo ${peer.undo.undo().kind}`)
  else if (roll < 0.46) world.log.push(`${peer.name} redo ${peer.undo.redo().kind}`)
  else gesture(world, peer)
}

function gesture(world: World, peer: Peer): void {
  const [name = '', verb] = world.pick(Object.entries(VERBS)) ?? []
  world.log.push(`${peer.name} ${name}`)
  const before = registersOf(peer.doc)
  const shown = new Set(peer.doc.roots.nodes.keys())
  const screens = peer.doc.roots.screens.size
  peer.undo.step(name, () => verb?.(peer.doc, world))
  note(world, peer)
  const isNew = peer.doc.roots.nodes.size > shown.size || peer.doc.roots.screens.size > screens
  // An update that waits for an earlier one has deleted already but not yet written: Yjs shows a hole until the other arrives.
  if (peer.doc.y.store.pendingStructs) return
  // Typing joins the step before, and new rows stay (in the trash): both are told apart elsewhere.
  if (
    isNew ||
    name === 'text' ||
    peer.undo.state().undoLabel !== name ||
    registersOf(peer.doc) === before ||
    world.random() < 0.7
  )
    return
  world.log.push(`${peer.name} undo at once, redo`)
  const after = registersOf(peer.doc)
  peer.undo.undo()
  expect(registersOf(peer.doc)).toBe(before)
  peer.undo.redo()
  if (name !== 'trash') expect(registersOf(peer.doc)).toBe(after)
}

function syncAll({ peers }: World): void {
  for (const from of peers) for (const to of peers) Y.applyUpdate(to.doc.y, Y.encodeStateAsUpdate(from.doc.y), 'remote')
  for (const from of peers) for (const to of peers) Y.applyUpdate(to.doc.y, Y.encodeStateAsUpdate(from.doc.y), 'remote')
}

function viewOf({ y, roots }: ProjectDoc): unknown {
  return {
    rows: ROOTS.map((root) => roots[root].toJSON()),
    state: Y.decodeStateVector(Y.encodeStateVector(y)),
  }
}

function check(world: World): void {
  const [first, ...others] = world.peers
  if (!first) return
  for (const other of others) {
    expect(viewOf(other.doc)).toEqual(viewOf(first.doc))
    expect(Y.equalSnapshots(Y.snapshot(other.doc.y), Y.snapshot(first.doc.y))).toBe(true)
    expect(readTree(other.doc).parents).toEqual(readTree(first.doc).parents)
  }
  const { roots } = first.doc
  const tree = readTree(first.doc)
  for (const id of world.made) {
    const row = roots.nodes.get(id) ?? roots.screens.get(id)
    expect(row, `row ${id}`).toBeDefined()
    expect(parsePlace(row?.get('at')), `place of ${id}`).not.toBeNull()
  }
  for (const id of roots.nodes.keys()) {
    const end = ancestorsOf(tree, id).at(-1) ?? ''
    expect(end === 'trash' || roots.screens.has(end), `root of ${id}`).toBe(true)
  }
}

/** `shared/` has no Node types; the seed to replay is all that is wanted from there. */
function environment(): Record<string, string | undefined> {
  const { process } = globalThis as { process?: { env: Record<string, string | undefined> } }
  return process?.env ?? {}
}

it(
  '[M2] [M4] [M5] [M7] random editing with undo by three people converges to one valid tree and loses no row',
  { timeout: 60_000 },
  () => {
    const only = environment()['AXIOM_SEED']
    const seeds = only === undefined ? Array.from({ length: SEEDS }, (_, i) => i + 1) : [Number(only)]
    for (const seed of seeds) {
      const world = createWorld(seed)
      try {
        for (let i = 0; i < ACTIONS; i++) act(world)
        syncAll(world)
        check(world)
      } catch (error) {
        throw new Error(`AXIOM_SEED=${seed}\n${world.log.join('\n')}`, { cause: error })
      }
      for (const { doc, undo } of world.peers) {
        undo.dispose()
        doc.y.destroy()
      }
    }
  },
)
