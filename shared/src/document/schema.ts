import { ROOTS, type RootName } from './projectDoc.ts'

/** The schema version this code reads and writes; `meta.schema` of a document. */
export const SCHEMA_VERSION = 1

/** Bytes of JSON that one register may hold [M1]. */
export const REGISTER_LIMIT = 8 * 1024

/** What one key of the published layout is, and what a client may do with it [M1, G3]. */
export interface KeyRule {
  kind: 'register' | 'text' | 'fragment'
  /** A client may remove it without writing it again; never a row, `type` or `at`. */
  removable: boolean
  /** Clients may write it; `meta.schema`, `meta.epoch` and `meta.release` belong to the server. */
  clientWritable: boolean
}

const REGISTER: KeyRule = { kind: 'register', removable: false, clientWritable: true }
const OPTIONAL: KeyRule = { kind: 'register', removable: true, clientWritable: true }
const TEXT: KeyRule = { kind: 'text', removable: false, clientWritable: true }
const FRAGMENT: KeyRule = { kind: 'fragment', removable: false, clientWritable: true }
const SERVER: KeyRule = { kind: 'register', removable: false, clientWritable: false }

const PLAIN: Record<RootName, Record<string, KeyRule>> = {
  meta: { schema: SERVER, epoch: SERVER, restoredAt: SERVER, release: SERVER, name: OPTIONAL, icon: OPTIONAL },
  settings: {},
  theme: {},
  screens: { at: REGISTER, name: OPTIONAL, route: OPTIONAL, title: OPTIONAL, access: OPTIONAL },
  nodes: {
    at: REGISTER,
    type: REGISTER,
    frame: OPTIONAL,
    name: OPTIONAL,
    locked: OPTIONAL,
    hidden: OPTIONAL,
    text: FRAGMENT,
  },
  models: { at: REGISTER, name: OPTIONAL, label: OPTIONAL, proof: OPTIONAL },
  fields: { at: REGISTER, model: REGISTER, type: REGISTER, name: OPTIONAL, label: OPTIONAL },
  options: { at: REGISTER, field: REGISTER, label: OPTIONAL, colour: OPTIONAL },
  apis: {
    at: REGISTER,
    name: OPTIONAL,
    method: OPTIONAL,
    path: OPTIONAL,
    model: OPTIONAL,
    query: OPTIONAL,
    flow: OPTIONAL,
    operation: OPTIONAL,
    auth: OPTIONAL,
    cacheTtl: OPTIONAL,
    fields: OPTIONAL,
    transform: OPTIONAL,
  },
  queries: { at: REGISTER, name: OPTIONAL, source: OPTIONAL, cacheTtl: OPTIONAL },
  flows: { at: REGISTER, name: OPTIONAL, trigger: OPTIONAL, enabled: OPTIONAL },
  steps: { at: REGISTER, flow: REGISTER, kind: REGISTER },
}

const NAME = '[A-Za-z][A-Za-z0-9_-]{0,79}'
const PREFIXED: readonly { roots: readonly RootName[]; pattern: RegExp; rule: KeyRule }[] = [
  { roots: ['nodes'], pattern: new RegExp(`^frame@${NAME}$`), rule: OPTIONAL },
  { roots: ['nodes', 'screens', 'steps', 'queries'], pattern: new RegExp(`^p:${NAME}$`), rule: OPTIONAL },
  { roots: ['nodes', 'screens'], pattern: new RegExp(`^s:${NAME}$`), rule: OPTIONAL },
  { roots: ['nodes', 'screens'], pattern: new RegExp(`^s@${NAME}:${NAME}$`), rule: OPTIONAL },
  { roots: ['nodes'], pattern: new RegExp(`^[be]:${NAME}$`), rule: OPTIONAL },
  { roots: ['fields'], pattern: new RegExp(`^c:${NAME}$`), rule: OPTIONAL },
  { roots: ['queries'], pattern: /^rule:run$/, rule: OPTIONAL },
  { roots: ['fields'], pattern: /^(rule|when):(read|write)$/, rule: OPTIONAL },
  { roots: ['models'], pattern: /^(rule|when):(list|read|create|update|delete)$/, rule: OPTIONAL },
  { roots: ['settings'], pattern: new RegExp(`^${NAME}$`), rule: OPTIONAL },
  // Tokens have dots in their names: `colour.primary`.
  { roots: ['theme'], pattern: /^[A-Za-z][A-Za-z0-9_.-]{0,79}$/, rule: OPTIONAL },
  { roots: ['nodes', 'screens', 'apis', 'queries'], pattern: new RegExp(`^x:${NAME}$`), rule: TEXT },
]

/** Ids of rows, as `newId` and the deterministic seeds make them. */
export const ROW_ID = /^[A-Za-z0-9_-]{1,40}$/

/**
 * The rule for a key of a row of `root` (or of `root` itself for meta, settings, theme); null when the layout has no such key.
 * The server's gate and the editor's check before sending both ask here.
 */
export function describeKey(root: string, key: string): KeyRule | null {
  if (!isRoot(root)) return null
  const plain = Object.hasOwn(PLAIN[root], key) ? PLAIN[root][key] : undefined
  return plain ?? PREFIXED.find((entry) => entry.roots.includes(root) && entry.pattern.test(key))?.rule ?? null
}

function isRoot(root: string): root is RootName {
  return (ROOTS as readonly string[]).includes(root)
}
