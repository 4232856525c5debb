/** Names in the API: `[a-z][A-Za-z0-9_]*`, at most 40 characters. */
export const API_NAME = /^[a-z][A-Za-z0-9_]{0,39}$/

/** What every record has, beside its fields. */
export const SYSTEM_FIELDS = ['id', 'createdAt', 'updatedAt', 'createdBy', 'version'] as const
export type SystemField = (typeof SYSTEM_FIELDS)[number]

/** No field is called like what every record has, nor like the keys that no JSON body may carry. */
export const RESERVED_FIELDS: readonly string[] = [...SYSTEM_FIELDS, 'expand', 'constructor', 'prototype']

/** No collection is called like an address of the project's own API. */
export const RESERVED_COLLECTIONS: readonly string[] = ['docs', 'changes', 'batch', 'graphql', 'files', 'queries']

/** The name, or the next free one with a number behind it. */
export function freeName(name: string, taken: Iterable<string>): string {
  const used = new Set(taken)
  let free = name
  for (let n = 2; used.has(free); n++) free = `${name.slice(0, 36)}_${n}`
  return free
}
