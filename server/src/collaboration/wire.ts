import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** The Hocuspocus wire protocol: `varString(document[\0session]) varUint(type) payload`. */
const TYPE = { sync: 0, awareness: 1, auth: 2, syncReply: 4, stateless: 5, close: 7, syncStatus: 8 } as const
const SYNC = { step1: 0, step2: 1, update: 2 } as const

/** What a client may say; everything else of the protocol is for servers among themselves and counts as `ignored`. */
export type ClientMessage =
  | { kind: 'token'; version: string | null }
  | { kind: 'step1'; stateVector: Uint8Array }
  | { kind: 'step2' | 'update'; update: Uint8Array }
  | { kind: 'awareness'; update: Uint8Array }
  | { kind: 'close' }
  | { kind: 'ignored' }

export interface Addressed {
  /** As the client wrote it: replies go to the same address. */
  address: string
  projectId: string
  message: ClientMessage
}

/** Reads one message of a client. Throws on malformed bytes; payloads are views on `data`. */
export function readClientMessage(data: Uint8Array): Addressed {
  const decoder = decoding.createDecoder(data)
  const address = decoding.readVarString(decoder)
  const message = readMessage(decoder, decoding.readVarUint(decoder))
  return { address, projectId: address.split('\0', 1)[0] ?? '', message }
}

/** What a client signs in with. */
export function writeToken(address: string, token: string): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarString(encoder, address)
  encoding.writeVarUint(encoder, TYPE.auth)
  encoding.writeVarUint(encoder, 0)
  encoding.writeVarString(encoder, token)
  return encoding.toUint8Array(encoder)
}

export function writeStep1(address: string, stateVector: Uint8Array): Uint8Array {
  return write(address, TYPE.sync, SYNC.step1, stateVector)
}

export function writeStep2(address: string, update: Uint8Array): Uint8Array {
  return write(address, TYPE.sync, SYNC.step2, update)
}

export function writeUpdate(address: string, update: Uint8Array): Uint8Array {
  return write(address, TYPE.sync, SYNC.update, update)
}

/** The acknowledgement: `true` means durable, `false` not accepted. */
export function writeSyncStatus(address: string, saved: boolean): Uint8Array {
  return write(address, TYPE.syncStatus, saved ? 1 : 0)
}

export function writeStateless(address: string, payload: unknown): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarString(encoder, address)
  encoding.writeVarUint(encoder, TYPE.stateless)
  encoding.writeVarString(encoder, JSON.stringify(payload))
  return encoding.toUint8Array(encoder)
}

function write(address: string, type: number, kind: number, payload?: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarString(encoder, address)
  encoding.writeVarUint(encoder, type)
  encoding.writeVarUint(encoder, kind)
  if (payload !== undefined) encoding.writeVarUint8Array(encoder, payload)
  return encoding.toUint8Array(encoder)
}

function readMessage(decoder: decoding.Decoder, type: number): ClientMessage {
  switch (type) {
    case TYPE.sync:
    case TYPE.syncReply:
      return readSync(decoder)
    case TYPE.awareness:
      return { kind: 'awareness', update: decoding.readVarUint8Array(decoder) }
    case TYPE.auth:
      return readToken(decoder)
    case TYPE.close:
      return { kind: 'close' }
    default:
      return { kind: 'ignored' }
  }
}

/** Only checked here: Hocuspocus reads it again, and would print what it cannot read. */
function readToken(decoder: decoding.Decoder): ClientMessage {
  if (decoding.readVarUint(decoder) !== 0) return { kind: 'ignored' }
  decoding.readVarString(decoder)
  return { kind: 'token', version: decoding.hasContent(decoder) ? decoding.readVarString(decoder) : null }
}

function readSync(decoder: decoding.Decoder): ClientMessage {
  const kind = decoding.readVarUint(decoder)
  const payload = decoding.readVarUint8Array(decoder)
  if (decoding.hasContent(decoder)) throw new RangeError('bytes after the sync message')
  if (kind === SYNC.step1) return { kind: 'step1', stateVector: payload }
  if (kind === SYNC.step2) return { kind: 'step2', update: payload }
  if (kind === SYNC.update) return { kind: 'update', update: payload }
  throw new RangeError(`unknown sync message ${kind}`)
}
