import * as Y from 'yjs'

import { newId } from '../ids.ts'

/** Names of the flat root maps, the published document layout [M1]. */
export const ROOTS = [
  'meta',
  'settings',
  'theme',
  'screens',
  'nodes',
  'models',
  'fields',
  'options',
  'apis',
  'queries',
  'flows',
  'steps',
] as const

export type RootName = (typeof ROOTS)[number]

/** A row: a Y.Map whose keys are registers (scalars or small JSON), except `x:*` (Y.Text) and `text` (Y.XmlFragment). */
export type Row = Y.Map<unknown>

/** Roots whose values are rows; the other three hold key → value directly. */
export const ROW_ROOTS = [
  'screens',
  'nodes',
  'models',
  'fields',
  'options',
  'apis',
  'queries',
  'flows',
  'steps',
] as const
export type RowRoot = (typeof ROW_ROOTS)[number]

/** Where ids, times and jitter come from; replaced by seeded ones in tests and deterministic seeds [M9]. */
export interface Chance {
  id: () => string
  /** Milliseconds since 1970. */
  now: () => number
  /** In [0, 1). */
  random: () => number
}

const REAL_CHANCE: Chance = { id: newId, now: Date.now, random: Math.random }

/** One project's Y.Doc with its roots at hand. Cheap to make: `getMap` only registers the root types. */
export interface ProjectDoc {
  readonly y: Y.Doc
  readonly roots: { readonly [K in RowRoot]: Y.Map<Row> } & {
    readonly [K in Exclude<RootName, RowRoot>]: Y.Map<unknown>
  }
  readonly chance: Chance
}

/** Wraps a Y.Doc that holds (or will hold) a project. */
export function openProjectDoc(y: Y.Doc = new Y.Doc({ gc: true }), chance: Chance = REAL_CHANCE): ProjectDoc {
  // `Object.fromEntries` cannot express the mapped type; every root is set right here.
  const roots = Object.fromEntries(ROOTS.map((name) => [name, y.getMap(name)])) as unknown as ProjectDoc['roots']
  return { y, roots, chance }
}

/**
 * Who causes a transaction. Always passed explicitly: without one, `applyUpdate` would count as local [M7].
 * An editor makes one `EditorOrigin` for its life and tracks it in its undo manager.
 */
export interface EditorOrigin {
  readonly kind: 'editor'
  readonly label: string
}
/** Untracked first half of insert, duplicate, paste, wrap: the rows, in the trash [M5]. */
export const CREATE_ORIGIN = { kind: 'create' } as const
export interface ServerOrigin {
  readonly kind: 'server'
  readonly reason: string
}
export type Origin = EditorOrigin | typeof CREATE_ORIGIN | ServerOrigin
