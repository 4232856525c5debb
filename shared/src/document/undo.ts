import * as Y from 'yjs'

import { sameValue, trashRow } from './operations/support.ts'
import { parsePlace } from './place.ts'
import { ROOTS, type EditorOrigin, type ProjectDoc, type RootName } from './projectDoc.ts'
import { describeKey } from './schema.ts'
import { writerOf } from './writers.ts'

/** One register that a step changed. */
interface Change {
  root: RootName
  /** null: the key lies directly in the root (meta, settings, theme). */
  rowId: string | null
  key: string
  before: unknown
  after: unknown
}

interface Step {
  label: string
  changes: Map<string, Change>
  /** Stack items of the text manager that belong to this step. */
  texts: number
  /** Milliseconds of its last edit. */
  at: number
}

export type UndoResult =
  /** `skipped`: registers that somebody changed meanwhile; theirs stay. */
  | { kind: 'done'; label: string; skipped: number }
  /** Nothing was left of the step; `by`: client id of who changed it since. The step is dropped. */
  | { kind: 'nothing'; label: string; by: number | null }
  | { kind: 'empty' }

/** Undo of one person [M7]. */
export interface UndoControl {
  /** Runs `work`, whose edits become one step. Quick typing under one label joins the step before. */
  step<T>(label: string, work: () => T): T
  undo(): UndoResult
  redo(): UndoResult
  state(): { undoLabel: string | null; redoLabel: string | null }
  subscribe(listener: () => void): () => void
  /** The manager of the texts, for editors that bind to one; undo and redo go through this control. */
  readonly manager: Y.UndoManager
  dispose(): void
}

export interface UndoOptions {
  /** Further origins whose edits are this person's: the plugin key of the rich-text binding. */
  origins?: readonly unknown[]
  typingLabel?: string
  now?: () => number
}

/** Typing that pauses for so long begins a new step. */
const TYPING_MS = 800
const MAX_STEPS = 200

/**
 * Registers are undone by value: a step remembers before and after of each key, and undo writes `before` only where the document
 * still says `after`. `Y.UndoManager` cannot do this for maps: it drops a key whose item was overtaken by a concurrent one, and
 * brings its own old value over a later one of somebody else. Characters are its strength, so it keeps the texts: only those that
 * this person has edited are in its scope. Both share one ordered stack of steps.
 */
export function createUndo(doc: ProjectDoc, origin: EditorOrigin, options: UndoOptions = {}): UndoControl {
  const { origins = [], typingLabel = 'Typing', now = Date.now } = options
  const tracked = new Set<unknown>([origin, ...origins])
  const undoing = { kind: 'editor', label: 'undo' } as const
  const manager = new Y.UndoManager([], { doc: doc.y, trackedOrigins: tracked, captureTimeout: TYPING_MS })
  const undoSteps: Step[] = []
  const redoSteps: Step[] = []
  const listeners = new Set<() => void>()
  let current: Step | null = null
  let travelling = false

  const changed = (): void => {
    for (const listener of Array.from(listeners)) listener()
  }
  const isOwn = (candidate: unknown): boolean => tracked.has(candidate)

  const push = (step: Step): void => {
    undoSteps.push(step)
    if (undoSteps.length > MAX_STEPS) undoSteps.shift()
    redoSteps.length = 0
    manager.redoStack.length = 0
    changed()
  }
  /** The step that an edit belongs to; outside `step()` every edit is one of its own. */
  const stepFor = (label: string): Step => current ?? { label, changes: new Map(), texts: 0, at: now() }

  const widenScope = (transaction: Y.Transaction): void => {
    if (!isOwn(transaction.origin)) return
    // Before the manager's own handler runs for this very transaction.
    for (const type of transaction.changed.keys()) {
      const text = textAbove(type)
      if (text) manager.addToScope(text)
    }
  }
  const collect = (root: RootName) => (events: Y.YEvent<Y.AbstractType<unknown>>[], transaction: Y.Transaction) => {
    if (!isOwn(transaction.origin) || travelling) return
    const changes = events.flatMap((event) => changesOf(doc, root, event))
    if (changes.length === 0) return
    const step = stepFor(origin.label)
    for (const change of changes) remember(step, change)
    if (step !== current) push(step)
  }
  const onText = ({ type }: { type: 'undo' | 'redo' }): void => {
    if (travelling || type !== 'undo') return
    const last = undoSteps.at(-1)
    const step = stepFor(typingLabel)
    step.texts++
    step.at = now()
    if (step === current) return
    if (last && isTypingOf(last, typingLabel) && now() - last.at < TYPING_MS) {
      last.texts++
      last.at = now()
    } else push(step)
  }
  const observers = ROOTS.map((root) => ({ type: doc.roots[root], observe: collect(root) }))
  for (const { type, observe } of observers) type.observeDeep(observe)
  doc.y.on('beforeObserverCalls', widenScope)
  manager.on('stack-item-added', onText)

  function step<T>(label: string, work: () => T): T {
    if (current) return work()
    const mine: Step = { label, changes: new Map(), texts: 0, at: now() }
    current = mine
    manager.stopCapturing()
    try {
      return work()
    } finally {
      current = null
      manager.stopCapturing()
      const last = undoSteps.at(-1)
      if (
        mine.changes.size === 0 &&
        mine.texts > 0 &&
        last &&
        isTypingOf(last, label) &&
        mine.at - last.at < TYPING_MS
      ) {
        last.texts += mine.texts
        last.at = now()
        changed()
      } else if (mine.changes.size > 0 || mine.texts > 0) push(mine)
    }
  }

  function travel(from: Step[], to: Step[], way: 'undo' | 'redo'): UndoResult {
    const top = from.pop()
    if (!top) return { kind: 'empty' }
    travelling = true
    try {
      const { done, skipped, by } = revert(doc, top, way, undoing)
      const texts = travelTexts(manager, top.texts, way)
      if (done.size === 0 && texts === 0) return { kind: 'nothing', label: top.label, by }
      to.push({ ...top, changes: done, texts })
      return { kind: 'done', label: top.label, skipped }
    } finally {
      travelling = false
      changed()
    }
  }

  return {
    step,
    undo: () => travel(undoSteps, redoSteps, 'undo'),
    redo: () => travel(redoSteps, undoSteps, 'redo'),
    state: () => ({ undoLabel: undoSteps.at(-1)?.label ?? null, redoLabel: redoSteps.at(-1)?.label ?? null }),
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    manager,
    dispose() {
      for (const { type, observe } of observers) type.unobserveDeep(observe)
      doc.y.off('beforeObserverCalls', widenScope)
      manager.destroy()
      listeners.clear()
    },
  }
}

function isTypingOf(step: Step, label: string): boolean {
  return step.changes.size === 0 && step.texts > 0 && step.label === label
}

/** Keeps the first `before` and the last `after` of a key within one step. */
function remember(step: Step, change: Change): void {
  const id = `${change.root}/${change.rowId ?? ''}/${change.key}`
  const first = step.changes.get(id)
  step.changes.set(id, first ? { ...first, after: change.after } : change)
}

/** Register changes of one event; texts and new rows are not registers. */
function changesOf(doc: ProjectDoc, root: RootName, event: Y.YEvent<Y.AbstractType<unknown>>): Change[] {
  const plain = root === 'meta' || root === 'settings' || root === 'theme'
  const depth = plain ? 0 : 1
  const { target } = event
  if (event.path.length !== depth || !(target instanceof Y.Map)) return []
  const rowId = plain ? null : String(event.path[0])
  return [...event.keys].flatMap(([key, change]): Change[] => {
    const after: unknown = target.get(key)
    const before: unknown = change.action === 'add' ? undefined : change.oldValue
    const isType = after instanceof Y.AbstractType || before instanceof Y.AbstractType
    return isType || describeKey(root, key)?.kind !== 'register' ? [] : [{ root, rowId, key, before, after }]
  })
}

type AnyType = Parameters<Y.Transaction['changed']['get']>[0]

/** The text or fragment (child of a row) that a changed type is or lies in. */
function textAbove(type: AnyType): Y.Text | Y.XmlFragment | null {
  let found: Y.Text | Y.XmlFragment | null = null
  for (let at: AnyType | null = type; at; at = at.parent) {
    if (at instanceof Y.Text || at instanceof Y.XmlFragment) found = at
  }
  return found
}

interface Reverted {
  done: Map<string, Change>
  skipped: number
  by: number | null
}

function revert(doc: ProjectDoc, step: Step, way: 'undo' | 'redo', origin: EditorOrigin): Reverted {
  const result: Reverted = { done: new Map(), skipped: 0, by: null }
  doc.y.transact(() => {
    for (const [id, change] of step.changes) {
      const [expected, wanted] = way === 'undo' ? [change.after, change.before] : [change.before, change.after]
      const map: Y.Map<unknown> | undefined =
        change.rowId === null
          ? (doc.roots[change.root] as Y.Map<unknown>)
          : (doc.roots[change.root] as Y.Map<Y.Map<unknown>>).get(change.rowId)
      if (!map) continue
      if (!sameValue(map.get(change.key), expected)) {
        result.skipped++
        result.by = writerOf(map, change.key)
        continue
      }
      if (sameValue(expected, wanted)) continue
      write(doc, map, change, wanted)
      // What was really written: a way back to the trash carries its own time.
      const now = map.get(change.key)
      result.done.set(id, way === 'undo' ? { ...change, before: now } : { ...change, after: now })
    }
  }, origin)
  return result
}

function write(doc: ProjectDoc, map: Y.Map<unknown>, change: Change, wanted: unknown): void {
  if (wanted !== undefined) map.set(change.key, wanted)
  else if (change.key === 'at') trashRow(doc, map, parsePlace(change.after)?.parentId ?? 'root')
  else if (describeKey(change.root, change.key)?.removable) map.delete(change.key)
}

/**
 * Takes back (or repeats) exactly `count` items of the text manager. The rest of its stack is set aside meanwhile: the manager
 * would silently go on to an earlier gesture when the top one is void.
 */
function travelTexts(manager: Y.UndoManager, count: number, way: 'undo' | 'redo'): number {
  const stack = way === 'undo' ? manager.undoStack : manager.redoStack
  let done = 0
  for (let i = 0; i < count && stack.length > 0; i++) {
    const rest = stack.splice(0, stack.length - 1)
    if (manager[way]()) done++
    stack.unshift(...rest)
  }
  return done
}
