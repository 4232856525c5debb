import { createHash } from 'node:crypto'

import { ROOTS } from '@axiom/shared/document/projectDoc'
import * as Y from 'yjs'

/** Equal for documents that hold the same writes and deletions and also read the same. */
export function fingerprintOf(y: Y.Doc): string {
  const { sv, ds } = Y.snapshot(y)
  const byClient = <T>(map: Map<number, T>): [number, T][] => [...map].toSorted(([a], [b]) => a - b)
  const deletions = byClient(ds.clients).map(([client, ranges]) => [
    client,
    ranges.map(({ clock, len }) => [clock, len]),
  ])
  const reading = ROOTS.map((root) => y.getMap(root).toJSON())
  const text = JSON.stringify([byClient(sv), deletions, reading], inOrder)
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
