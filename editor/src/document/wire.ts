import { CLIENT_VERSION } from '@axiom/shared/protocol/clientVersion'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { encodeAwarenessUpdate, type Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'

/** The Hocuspocus wire protocol, as far as an editor speaks it: `varString(document) varUint(type) payload`. */
const TYPE = { sync: 0, awareness: 1, auth: 2, stateless: 5, close: 7, syncStatus: 8, ping: 9, pong: 10 } as const
const SYNC = { step1: 0, step2: 1, update: 2 } as const
const AUTH = { token: 0, denied: 1, authenticated: 2 } as const

export type ServerMessage =
  | { kind: 'step1'; stateVector: Uint8Array }
  | { kind: 'step2' | 'update'; update: Uint8Array }
  | { kind: 'awareness'; update: Uint8Array }
  | { kind: 'denied'; reason: string }
  | { kind: 'authenticated'; readOnly: boolean }
  | { kind: 'stateless'; payload: string }
  | { kind: 'syncStatus'; saved: boolean }
  | { kind: 'close'; reason: string }
  | { kind: 'ping' }
  | { kind: 'unknown'; type: number }

export const PONG = Uint8Array.of(TYPE.pong)

/** Reads one message of the server. Throws on malformed bytes. */
export function readServerMessage(data: Uint8Array): ServerMessage {
  if (data.length === 1 && data[0] === TYPE.ping) return { kind: 'ping' }
  const decoder = decoding.createDecoder(data)
  decoding.readVarString(decoder)
  const type = decoding.readVarUint(decoder)
  switch (type) {
    case TYPE.sync:
      return readSync(decoder)
    case TYPE.awareness:
      return { kind: 'awareness', update: decoding.readVarUint8Array(decoder) }
    case TYPE.auth:
      return readAuth(decoder)
    case TYPE.stateless:
      return { kind: 'stateless', payload: decoding.readVarString(decoder) }
    case TYPE.close:
      return { kind: 'close', reason: decoding.readVarString(decoder) }
    case TYPE.syncStatus:
      return { kind: 'syncStatus', saved: decoding.readVarInt(decoder) === 1 }
    default:
      return { kind: 'unknown', type }
  }
}

export function writeToken(name: string, token: string): Uint8Array {
  return write(name, TYPE.auth, (encoder) => {
    encoding.writeVarUint(encoder, AUTH.token)
    encoding.writeVarString(encoder, token)
    encoding.writeVarString(encoder, CLIENT_VERSION)
  })
}

export function writeStep1(name: string, y: Y.Doc): Uint8Array {
  return writeSync(name, SYNC.step1, Y.encodeStateVector(y))
}

export function writeStep2(name: string, update: Uint8Array): Uint8Array {
  return writeSync(name, SYNC.step2, update)
}

export function writeUpdate(name: string, update: Uint8Array): Uint8Array {
  return writeSync(name, SYNC.update, update)
}

export function writeAwareness(name: string, awareness: Awareness): Uint8Array {
  const own = encodeAwarenessUpdate(awareness, [awareness.clientID])
  return write(name, TYPE.awareness, (encoder) => encoding.writeVarUint8Array(encoder, own))
}

function writeSync(name: string, kind: number, payload: Uint8Array): Uint8Array {
  return write(name, TYPE.sync, (encoder) => {
    encoding.writeVarUint(encoder, kind)
    encoding.writeVarUint8Array(encoder, payload)
  })
}

function write(name: string, type: number, body: (encoder: encoding.Encoder) => void): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarString(encoder, name)
  encoding.writeVarUint(encoder, type)
  body(encoder)
  return encoding.toUint8Array(encoder)
}

function readSync(decoder: decoding.Decoder): ServerMessage {
  const kind = decoding.readVarUint(decoder)
  const payload = decoding.readVarUint8Array(decoder)
  if (kind === SYNC.step1) return { kind: 'step1', stateVector: payload }
  if (kind === SYNC.step2) return { kind: 'step2', update: payload }
  if (kind === SYNC.update) return { kind: 'update', update: payload }
  return { kind: 'unknown', type: kind }
}

function readAuth(decoder: decoding.Decoder): ServerMessage {
  const kind = decoding.readVarUint(decoder)
  const text = decoding.hasContent(decoder) ? decoding.readVarString(decoder) : ''
  if (kind === AUTH.denied) return { kind: 'denied', reason: text }
  if (kind === AUTH.authenticated) return { kind: 'authenticated', readOnly: text === 'readonly' }
  return { kind: 'unknown', type: kind }
}
