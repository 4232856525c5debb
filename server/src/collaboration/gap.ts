import type * as Y from 'yjs'

/** Something in the document waits for what it does not have. */
export function hasGap(y: Y.Doc): boolean {
  return y.store.pendingStructs !== null || y.store.pendingDs !== null
}
