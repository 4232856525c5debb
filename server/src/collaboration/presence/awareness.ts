import { isObject } from '@axiom/shared/json'
import type { PresenceUser } from '@axiom/shared/protocol/awareness'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

const STATE_BYTES = 2048

export interface Entry {
  clientId: number
  clock: number
  state: Record<string, unknown> | null
}

/**
 * An awareness update as its sender may send it: only clients that `owns` allows, `user` replaced by who they are. Null when
 * nothing of it is left. Throws on malformed bytes. Removals (null states) stay: Hocuspocus 4.7 would drop them.
 */
export function stampAwareness(
  update: Uint8Array,
  user: PresenceUser,
  owns: (entry: Entry) => boolean,
): Uint8Array | null {
  const entries = readEntries(update).filter(owns)
  if (entries.length === 0) return null
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, entries.length)
  for (const { clientId, clock, state } of entries) {
    encoding.writeVarUint(encoder, clientId)
    encoding.writeVarUint(encoder, clock)
    encoding.writeVarString(encoder, JSON.stringify(state === null ? null : { ...state, user }))
  }
  return encoding.toUint8Array(encoder)
}

/** Throws on malformed bytes. */
export function readEntries(update: Uint8Array): Entry[] {
  const decoder = decoding.createDecoder(update)
  const count = decoding.readVarUint(decoder)
  const entries: Entry[] = []
  for (let i = 0; i < count; i++) {
    const clientId = decoding.readVarUint(decoder)
    const clock = decoding.readVarUint(decoder)
    const text = decoding.readVarString(decoder)
    if (text.length > STATE_BYTES) throw new RangeError('awareness state too large')
    const state: unknown = JSON.parse(text)
    if (state !== null && !isObject(state)) throw new RangeError('awareness state is not an object')
    entries.push({ clientId, clock, state })
  }
  return entries
}
