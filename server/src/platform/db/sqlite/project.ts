import { isObject } from '@axiom/shared/json'

/** Keeps (1) or drops (0) paths of a document, as MongoDB's projection does. */
export function project<T extends object>(document: T, projection: { [path: string]: 0 | 1 } | undefined): T {
  if (!projection) return document
  const entries = Object.entries(projection)
  const including = entries.some(([, keep]) => keep === 1)
  const source = document as Record<string, unknown>
  if (!including) {
    const next = structuredClone(source)
    for (const [path, keep] of entries) if (keep === 0) drop(next, path.split('.'))
    return next as T
  }
  const kept: Record<string, unknown> = projection['_id'] === 0 ? {} : { _id: source['_id'] }
  for (const [path, keep] of entries) if (keep === 1) copy(source, kept, path.split('.'))
  return kept as T
}

function drop(at: unknown, [head, ...rest]: string[]): void {
  if (!isObject(at) || head === undefined) return
  if (rest.length === 0) delete at[head]
  else drop(at[head], rest)
}

function copy(from: unknown, to: Record<string, unknown>, [head, ...rest]: string[]): void {
  if (!isObject(from) || head === undefined || !(head in from)) return
  if (rest.length === 0) to[head] = from[head]
  else if (isObject(from[head])) copy(from[head], (to[head] ??= {}) as Record<string, unknown>, rest)
}
