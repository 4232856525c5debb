import { CLOSE_CODES } from '@axiom/shared/protocol/closeCodes'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

import { writeToken } from './wire.ts'

/** How one kind of client frames its messages. Inside, all speak the Hocuspocus protocol. */
export interface Dialect {
  /** Said on behalf of a client that does not sign in by a message; null for those who do. */
  readonly opening: Uint8Array | null
  /** False: it knows documents and Awareness only, neither acknowledgements nor refusals. */
  readonly hearsOutcome: boolean
  incoming(data: Uint8Array): Uint8Array
  /** Null: nothing that it would understand. */
  outgoing(message: Uint8Array): Uint8Array | null
  closeCode(code: number): number
}

export const HOCUSPOCUS: Dialect = {
  opening: null,
  hearsOutcome: true,
  incoming: (data) => data,
  outgoing: (message) => message,
  closeCode: (code) => code,
}

/** Of Hocuspocus: signing in has taken too long, as while the log does not answer. */
const TIMED_OUT = 4408
/** Types of message that both protocols have: sync and Awareness. */
const LAST_COMMON_TYPE = 1

/** The y-websocket protocol of `/yjs/<projectId>`: no document names, and a token that came with the request. */
export function yWebsocket(projectId: string, token: string): Dialect {
  const encoder = encoding.createEncoder()
  encoding.writeVarString(encoder, projectId)
  const address = encoding.toUint8Array(encoder)
  return {
    opening: writeToken(projectId, token),
    hearsOutcome: false,
    incoming: (data) => (data.length === 0 ? data : join(address, data)),
    outgoing: (message) => {
      // Pointers begin with a zero byte; an address never does.
      if (message[0] !== address[0]) return null
      const body = message.subarray(address.length)
      return decoding.readVarUint(decoding.createDecoder(body)) > LAST_COMMON_TYPE ? null : body
    },
    // It takes 4400 to 4499 for final, and comes back after any other.
    closeCode: (code) => (code === CLOSE_CODES.slowDown || code === TIMED_OUT ? CLOSE_CODES.tryLater : code),
  }
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const both = new Uint8Array(a.length + b.length)
  both.set(a)
  both.set(b, a.length)
  return both
}
