import type { ProjectDoc } from './projectDoc.ts'
import { SCHEMA_VERSION } from './schema.ts'

/** `MIGRATIONS[n]` lifts a document of schema n to n + 1: deterministic, additive, run once, on the server only [M10]. */
export type Migration = (doc: ProjectDoc) => void

/** Schema 0 is a document from before `meta.schema` was written; it has the layout of schema 1. */
export const MIGRATIONS: readonly Migration[] = [() => undefined]

/** The document's schema version; 0 when it says none. */
export function schemaOf(doc: ProjectDoc): number {
  const schema = doc.roots.meta.get('schema')
  return typeof schema === 'number' && Number.isInteger(schema) && schema > 0 ? schema : 0
}

/** Brings a document forward to `target`; true when something was to do. Unknown keys survive. Never goes back. */
export function migrate(
  doc: ProjectDoc,
  migrations: readonly Migration[] = MIGRATIONS,
  target = SCHEMA_VERSION,
): boolean {
  const from = schemaOf(doc)
  if (from >= target) return false
  doc.y.transact(
    () => {
      for (let version = from; version < target; version++) migrations[version]?.(doc)
      doc.roots.meta.set('schema', target)
    },
    { kind: 'server', reason: 'migration' },
  )
  return true
}
