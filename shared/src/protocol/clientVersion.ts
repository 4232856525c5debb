import { SCHEMA_VERSION } from '../document/schema.ts'

const PREFIX = 'axiom-schema/'

/** What our own editor sends as its version when it signs in: the layout of the document that it reads and writes. */
export const CLIENT_VERSION = `${PREFIX}${SCHEMA_VERSION}`

/** The layout that a client says it speaks; null for other Yjs clients, which say something else or nothing. */
export function schemaOfClient(version: string | null): number | null {
  if (version === null || !version.startsWith(PREFIX)) return null
  const schema = Number(version.slice(PREFIX.length))
  return Number.isSafeInteger(schema) && schema >= 0 ? schema : null
}
