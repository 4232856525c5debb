import * as Y from 'yjs'

import type { FlowView } from '../flows/flow.ts'
import type { Json } from '../json.ts'
import { parseFlows } from './parseFlows.ts'
import { parseModels } from './parseModels.ts'
import { parseNode, toJson } from './parseNode.ts'
import { parseQueries } from './parseQueries.ts'
import { parseScreen } from './parseScreen.ts'
import { parsePlace, TRASH } from './place.ts'
import type { ProjectDoc, RootName } from './projectDoc.ts'
import { readTrash, type TrashItem } from './trash.ts'
import { ancestorsOf, childrenOf, compareOrder, readTree, subtreeOf, type Tree } from './tree.ts'
import type { ModelView, NodeView, QueryView, ScreenView } from './views.ts'

export type StoreKey =
  | `node:${string}`
  | `children:${string}`
  | 'screens'
  | 'models'
  | 'queries'
  | 'flows'
  | 'theme'
  | 'meta'
  | 'trash'
  | 'any'

/**
 * Parsed views of a document, kept up to date by touched ids: a change re-parses one row and wakes one row's listeners. The same
 * reference is returned while nothing changed, as `useSyncExternalStore` wants it.
 */
export interface DocumentStore {
  getNode(id: string): NodeView | null
  /** Living and trashed children of a screen or node, in order. */
  getChildren(parentId: string): readonly string[]
  getScreens(): readonly ScreenView[]
  getModels(): readonly ModelView[]
  getQueries(): readonly QueryView[]
  getFlows(): readonly FlowView[]
  getTheme(): Readonly<Record<string, Json>>
  getMeta(): Readonly<Record<string, Json>>
  getTrash(): readonly TrashItem[]
  getTree(): Tree
  /** Called after the transaction that changed what `key` names. Returns the unsubscribe function. */
  subscribe(key: StoreKey, listener: () => void): () => void
  dispose(): void
}

const MODEL_ROOTS: ReadonlySet<RootName> = new Set(['models', 'fields', 'options'])

interface Touched {
  /** Rows of `nodes` with any change; `moved` those whose `at` changed or that are new. */
  nodes: Set<string>
  moved: Set<string>
  roots: Set<RootName>
  trash: boolean
  screensMoved: boolean
}

function nothingTouched(): Touched {
  return { nodes: new Set(), moved: new Set(), roots: new Set(), trash: false, screensMoved: false }
}

/** Starts watching the document; `dispose` ends it. */
export function createDocumentStore(doc: ProjectDoc): DocumentStore {
  let tree = readTree(doc)
  const nodes = new Map<string, NodeView>()
  const cache: {
    screens?: ScreenView[]
    models?: ModelView[]
    queries?: QueryView[]
    flows?: FlowView[]
    theme?: Record<string, Json>
    meta?: Record<string, Json>
    trash?: TrashItem[]
  } = {}
  const listeners = new Map<StoreKey, Set<() => void>>()
  let touched = nothingTouched()

  const collect = (root: RootName) => (events: Y.YEvent<Y.AbstractType<unknown>>[]) => {
    touched.roots.add(root)
    for (const event of events) collectEvent(root, event, touched)
  }
  const observers = (Object.keys(doc.roots) as RootName[]).map((root) => ({
    type: doc.roots[root],
    observe: collect(root),
  }))
  for (const { type, observe } of observers) type.observeDeep(observe)

  const flush = (): void => {
    if (touched.roots.size === 0) return
    const batch = touched
    touched = nothingTouched()
    const keys = new Set<StoreKey>(['any'])
    const drop = (key: keyof typeof cache): void => {
      keys.add(key)
      delete cache[key]
    }
    for (const id of batch.nodes) nodes.delete(id)
    if (batch.moved.size > 0 || batch.screensMoved) {
      const next = readTree(doc)
      invalidateMoved(tree, next, batch, keys, nodes)
      tree = next
    }
    for (const id of batch.nodes) keys.add(`node:${id}`)
    if (batch.roots.has('screens')) drop('screens')
    if ([...batch.roots].some((root) => MODEL_ROOTS.has(root))) drop('models')
    if (batch.roots.has('queries')) drop('queries')
    if (batch.roots.has('flows') || batch.roots.has('steps')) drop('flows')
    if (batch.roots.has('theme')) drop('theme')
    if (batch.roots.has('meta') || batch.roots.has('settings')) drop('meta')
    if (batch.trash) drop('trash')
    for (const key of keys) for (const listener of Array.from(listeners.get(key) ?? [])) listener()
  }
  doc.y.on('afterTransaction', flush)

  return {
    getNode(id) {
      const known = nodes.get(id)
      if (known) return known
      const row = doc.roots.nodes.get(id)
      const parentId = tree.parents.get(id)
      if (!row || parentId === undefined) return null
      const view = parseNode(id, row, {
        parentId,
        index: tree.places.get(id)?.index ?? '',
        trashed: isTrashed(doc, tree, id),
      })
      nodes.set(id, view)
      return view
    },
    getChildren: (parentId) => childrenOf(tree, parentId),
    getScreens: () => (cache.screens ??= livingScreens(doc)),
    getModels: () => (cache.models ??= parseModels(doc)),
    getQueries: () => (cache.queries ??= parseQueries(doc)),
    getFlows: () => (cache.flows ??= parseFlows(doc)),
    getTheme: () => (cache.theme ??= plain(doc.roots.theme)),
    getMeta: () => (cache.meta ??= plain(doc.roots.meta)),
    getTrash: () => (cache.trash ??= readTrash(doc)),
    getTree: () => tree,
    subscribe(key, listener) {
      const set = listeners.get(key) ?? new Set()
      listeners.set(key, set.add(listener))
      return () => {
        set.delete(listener)
        if (set.size === 0 && listeners.get(key) === set) listeners.delete(key)
      }
    },
    dispose() {
      for (const { type, observe } of observers) type.unobserveDeep(observe)
      doc.y.off('afterTransaction', flush)
      listeners.clear()
    },
  }
}

function collectEvent(root: RootName, event: Y.YEvent<Y.AbstractType<unknown>>, touched: Touched): void {
  if (event.path.length === 0) {
    for (const id of event.keys.keys()) {
      touched.trash = true
      if (root === 'nodes') {
        touched.nodes.add(id)
        touched.moved.add(id)
      }
      if (root === 'screens') touched.screensMoved = true
    }
    return
  }
  const id = String(event.path[0])
  const placed = event.path.length === 1 && event.keys.has('at')
  if (placed || (event.path.length === 1 && (event.keys.has('name') || event.keys.has('label')))) touched.trash = true
  if (root === 'nodes') touched.nodes.add(id)
  if (root === 'nodes' && placed) touched.moved.add(id)
  if (root === 'screens' && placed) touched.screensMoved = true
}

/** Marks what a structural change altered: children lists, resolved places, and the trashed flag of whole subtrees. */
function invalidateMoved(
  before: Tree,
  after: Tree,
  batch: Touched,
  keys: Set<StoreKey>,
  nodes: Map<string, NodeView>,
): void {
  const suspects =
    before.repaired || after.repaired ? new Set([...before.parents.keys(), ...after.parents.keys()]) : batch.moved
  for (const id of suspects) {
    const [from, to] = [before.parents.get(id), after.parents.get(id)]
    if (from === to && before.places.get(id)?.index === after.places.get(id)?.index) continue
    if (from !== undefined) keys.add(`children:${from}`)
    if (to !== undefined) keys.add(`children:${to}`)
    // The trashed flag may have changed for everything below.
    for (const below of subtreeOf(after, id)) if (nodes.delete(below) || below === id) batch.nodes.add(below)
  }
  if (batch.screensMoved) {
    for (const id of nodes.keys()) batch.nodes.add(id)
    nodes.clear()
  }
}

/** In the trash itself, below something trashed, or on a trashed screen. */
export function isTrashed(doc: ProjectDoc, tree: Tree, id: string): boolean {
  const root = ancestorsOf(tree, id).at(-1)
  if (root === undefined || root === TRASH) return true
  return parsePlace(doc.roots.screens.get(root)?.get('at'))?.parentId === TRASH
}

function livingScreens(doc: ProjectDoc): ScreenView[] {
  const screens = [...doc.roots.screens].map(([id, row]) => parseScreen(id, row)).filter((screen) => !screen.trashed)
  return screens.sort((a, b) => compareOrder(a.index, a.id, b.index, b.id))
}

function plain(root: Y.Map<unknown>): Record<string, Json> {
  return Object.fromEntries([...root].map(([key, value]) => [key, toJson(value)]))
}
