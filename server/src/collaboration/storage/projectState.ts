import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'

import * as Y from 'yjs'

const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }

/** Several updates as one, and which of the given ones it contains. */
export interface Merged {
  update: Uint8Array
  indexes: number[]
}

/**
 * All updates as one, but those that cannot be applied [C7]. Null when nothing is gained, or when one waits for something that is
 * not among them: that would not dominate them [C5].
 */
export function mergeUpdates(updates: readonly Uint8Array[]): Merged | null {
  const { y, indexes } = build(updates)
  return y === null || indexes.length < 2 ? null : { update: Y.encodeStateAsUpdate(y), indexes }
}

/** The state of these updates as a version keeps it, V2 and Brotli. Throws over a gap. */
export function packState(updates: readonly Uint8Array[]): Uint8Array {
  const { y } = build(updates)
  if (y === null) throw new Error('the log of the document has a gap')
  return brotliCompressSync(Y.encodeStateAsUpdateV2(y), BROTLI)
}

/** The V2 update of a packed state. */
export function unpackState(bytes: Uint8Array): Uint8Array {
  // A copy without the pool of Buffer: postMessage would send all of it.
  return new Uint8Array(brotliDecompressSync(bytes))
}

function build(updates: readonly Uint8Array[]): { y: Y.Doc | null; indexes: number[] } {
  const y = new Y.Doc({ gc: true })
  const indexes: number[] = []
  y.transact(() => {
    updates.forEach((update, i) => {
      if (isApplied(y, update)) indexes.push(i)
    })
  })
  const isWhole = y.store.pendingStructs === null && y.store.pendingDs === null
  return { y: isWhole ? y : null, indexes }
}

/** False for a broken one; whoever loads the document reports it. */
function isApplied(y: Y.Doc, update: Uint8Array): boolean {
  try {
    Y.applyUpdate(y, update)
    return true
  } catch {
    return false
  }
}
