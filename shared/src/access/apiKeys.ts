import type { RecordOperation } from '../document/views.ts'

/** What an API key looks like: a mark that scanners of sources know, and 256 random bits. */
export const API_KEY = /^axk_[A-Za-z0-9_-]{43}$/

/** `read:` and `write:` a model's id, or all models (`*`); `collaborate`: the document itself, as an editor. */
export const KEY_SCOPE = /^(collaborate|(read|write):(\*|[A-Za-z0-9_-]{1,40}))$/

/** True when a key with these scopes may do the operation on a model's records, as far as its rules let keys do it. */
export function coversRecords(scopes: readonly string[], modelId: string, operation: RecordOperation): boolean {
  const needed = operation === 'list' || operation === 'read' ? 'read' : 'write'
  return scopes.includes(`${needed}:*`) || scopes.includes(`${needed}:${modelId}`)
}
