import type * as Y from 'yjs'

/** Client id behind the current value of a key; null without one. Yjs has no public way to ask. */
export function writerOf(map: Y.Map<unknown>, key: string): number | null {
  return map._map.get(key)?.id.client ?? null
}

/** True if the transaction wrote or removed this key. */
export function isChanged({ changed }: Y.Transaction, map: Y.Map<unknown>, key: string): boolean {
  for (const [type, keys] of changed) if ((type as unknown) === map) return keys.has(key)
  return false
}
