import type { Difference } from '@axiom/shared/document/diff'

/** A state that the server would not take, and what in it was not acknowledged. */
export interface Rejected {
  update: Uint8Array
  /** `root/row/key` that was refused; may name only the start of it. */
  key: string
  touched: string[]
  replayed: boolean
}

/** Of a difference server → local: only what this person changed, and nothing of what was refused [G4]. */
export function withoutRefused(difference: Difference, rejected: Rejected): Difference {
  return { ...difference, entries: difference.entries.filter((entry) => isWanted(keyOf(entry), rejected)) }
}

function keyOf(entry: Difference['entries'][number]): string {
  return [entry.root, entry.row, entry.key]
    .filter((part) => part !== null && part !== undefined && part !== '')
    .join('/')
}

function isWanted(key: string, { key: refused, touched }: Rejected): boolean {
  const isBelow = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(`${outer}/`)
  if (refused !== '' && isBelow(key, refused)) return false
  return touched.some((own) => isBelow(key, own) || isBelow(own, key))
}
