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
 * An awareness update as its sender may send it: what `admit` makes of each entry (null: nothing), `user` replaced by who they are.
 * Null when nothing of it is left. Throws on malformed bytes. Removals (null states) stay: Hocuspocus 4.7 would drop them.
 */
export function stampAwareness(
  update: Uint8Array,
  user: PresenceUser,
  admit: (entry: Entry) => Entry | null,
): Uint8Array | null {
  const entries = readEntries(update)
    .map(admit)
    .filter((entry) => entry !== null)
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

/**
 * What others are told of somebody who only looks on: nothing, unless they follow somebody, who has to know it. Each of a thousand
 * such would else be told of all others several times a minute.
 */
export function asOnlooker({ clientId, clock, state }: Entry, isKnown: (clientId: number) => boolean): Entry | null {
  if (typeof state?.['follows'] === 'number') return { clientId, clock, state }
  return isKnown(clientId) ? { clientId, clock, state: null } : null
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
