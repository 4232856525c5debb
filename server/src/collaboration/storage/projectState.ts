import { isDeepStrictEqual } from 'node:util'
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib'

import { openProjectDoc, ROOTS } from '@axiom/shared/document/projectDoc'
import { rebuildDocument } from '@axiom/shared/document/rebuild'
import * as Y from 'yjs'

import { hasGap } from '../gap.ts'

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

/** The first state of a new epoch, and who wrote in the old one. */
export interface Rebuilt {
  update: Uint8Array
  client: number
  retired: number[]
}

/**
 * The content of all updates under one new client id [C14]. Null over a gap and when something cannot be applied: it would be lost for
 * ever. Throws when the result does not read the same.
 */
export function rebuildState(updates: readonly Uint8Array[]): Rebuilt | null {
  const { y, indexes } = build(updates)
  if (y === null || indexes.length < updates.length) return null
  const retired = [...y.store.clients.keys()]
  let client = y.clientID
  while (retired.includes(client)) client = new Y.Doc().clientID
  const update = rebuildDocument(openProjectDoc(y), client)
  const rebuilt = new Y.Doc()
  Y.applyUpdate(rebuilt, update)
  if (!isDeepStrictEqual(contentOf(rebuilt), contentOf(y))) throw new Error('the rebuilt document reads otherwise')
  return { update, client, retired }
}

function contentOf(y: Y.Doc): Record<string, unknown> {
  const { roots } = openProjectDoc(y)
  const content: Record<string, unknown> = {}
  for (const root of ROOTS) content[root] = roots[root].toJSON()
  return { ...content, meta: { ...roots.meta.toJSON(), epoch: null } }
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
  return { y: hasGap(y) ? null : y, indexes }
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
