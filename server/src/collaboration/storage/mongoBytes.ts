import { hash } from 'node:crypto'

import type { Collection, Filter } from 'mongodb'

import { type Inserted, insertAll } from './mongoInsert.ts'
import type { StoredBytes, StoredPart } from './mongoLog.ts'

/** MongoDB takes documents of up to 16 MB; larger values lie in parts of this size [C6]. */
const PART_BYTES = 8 << 20

/**
 * Stores the parts of a large value under the id of the document to come, and gives what that has to hold. It comes last: whoever
 * finds it finds its parts [C6].
 */
export async function storeBytes(
  parts: Collection<StoredPart>,
  { _id, d, u }: { _id: string; d: string; u: Uint8Array },
): Promise<StoredBytes> {
  if (u.length <= PART_BYTES) return { u }
  const count = Math.ceil(u.length / PART_BYTES)
  for (let i = 0; i < count; i++) {
    const bytes = u.subarray(i * PART_BYTES, (i + 1) * PART_BYTES)
    // One by one: together they may be more than one message takes.
    mustBeStored(await insertAll(parts, [{ _id: partId(_id, i), d, k: 'p', s: _id, u: bytes }]))
  }
  return { of: count, hash: hashOf(u) }
}

/** The bytes of a stored document; null when its parts are not all there as they were written. */
export async function readBytes(
  parts: Collection<StoredPart>,
  { _id, d, u, of, hash: expected }: StoredBytes & { _id: string; d: string },
): Promise<Uint8Array | null> {
  // Copies: the driver gives views on whole messages.
  if (u !== undefined) return new Uint8Array(u)
  const found = await parts.find(partsOf(d, [_id])).toArray()
  const inOrder = found.toSorted((one, other) => (one._id < other._id ? -1 : 1))
  const bytes = new Uint8Array(Buffer.concat(inOrder.map((part) => part.u)))
  return found.length === of && hashOf(bytes) === expected ? bytes : null
}

/** Finds the parts of documents. */
export function partsOf(d: string, ids: readonly string[]): Filter<StoredPart> {
  return { d, k: 'p', s: { $in: [...ids] } }
}

/** Throws when something was refused, which no repetition would change. */
export function mustBeStored({ refused }: Inserted): void {
  for (const why of refused.values()) throw new Error(why)
}

function partId(id: string, number: number): string {
  return `${id}/${String(number).padStart(4, '0')}`
}

function hashOf(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'base64')
}
