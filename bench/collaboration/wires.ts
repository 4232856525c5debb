import { encodePresence, decodePresenceBatch } from '@axiom/shared/protocol/presenceFrames'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** What a client hears, in whatever protocol. */
export type Heard =
  | { kind: 'step1' | 'step2' | 'update'; payload: Uint8Array }
  | { kind: 'saved' | 'signedIn' | 'other' }
  | { kind: 'refused'; why: string }
  | { kind: 'cursors'; cursors: { clientId: number; sequence: number }[] }

export interface Identity {
  document: string
  clientId: number
  token: string
}

/** A protocol between a bench client and one of the servers. */
export interface Wire {
  /** Sent at once after opening; before `step1`. */
  greeting: (who: Identity) => Uint8Array[]
  /** Null: the server keeps no document and answers nothing. */
  step1: ((who: Identity, stateVector: Uint8Array) => Uint8Array) | null
  step2: (who: Identity, update: Uint8Array) => Uint8Array
  update: (who: Identity, update: Uint8Array) => Uint8Array
  cursor: (who: Identity, sequence: number) => Uint8Array
  /** Every update is answered by `saved`, in order. */
  acknowledges: boolean
  read: (data: Uint8Array) => Heard
}

const bytes = (write: (encoder: encoding.Encoder) => void): Uint8Array => encoding.encode(write)

function sync(kind: number, payload: Uint8Array, head: (encoder: encoding.Encoder) => void): Uint8Array {
  return bytes((encoder) => {
    head(encoder)
    encoding.writeVarUint(encoder, kind)
    encoding.writeVarUint8Array(encoder, payload)
  })
}

const SYNC = ['step1', 'step2', 'update'] as const

function readSync(decoder: decoding.Decoder): Heard {
  const kind = SYNC[decoding.readVarUint(decoder)]
  return kind === undefined ? { kind: 'other' } : { kind, payload: decoding.readVarUint8Array(decoder) }
}

/** The state that a stock editor publishes with each movement of its pointer. */
function awareness({ clientId }: Identity, sequence: number): Uint8Array {
  const state = {
    user: { id: `user${clientId}`, name: 'Ada Lovelace', colour: 3 },
    cursor: { screen: 'home', x: sequence, y: 400 },
  }
  return bytes((encoder) => {
    encoding.writeVarUint(encoder, 1)
    encoding.writeVarUint(encoder, clientId)
    encoding.writeVarUint(encoder, sequence + 1)
    encoding.writeVarString(encoder, JSON.stringify(state))
  })
}

function readAwareness(decoder: decoding.Decoder): Heard {
  const inner = decoding.createDecoder(decoding.readVarUint8Array(decoder))
  const cursors: { clientId: number; sequence: number }[] = []
  for (let count = decoding.readVarUint(inner); count > 0; count--) {
    const clientId = decoding.readVarUint(inner)
    decoding.readVarUint(inner)
    const state = JSON.parse(decoding.readVarString(inner)) as { cursor?: { x: number } } | null
    if (state?.cursor) cursors.push({ clientId, sequence: state.cursor.x })
  }
  return { kind: 'cursors', cursors }
}

/** Hocuspocus: `varString(document) varUint(type) payload`. Pointers travel as Awareness. */
export const hocuspocusWire: Wire = {
  greeting: ({ document, token }) => [
    bytes((encoder) => {
      encoding.writeVarString(encoder, document)
      encoding.writeVarUint(encoder, 2)
      encoding.writeVarUint(encoder, 0)
      encoding.writeVarString(encoder, token)
    }),
  ],
  step1: (who, stateVector) => sync(0, stateVector, named(who, 0)),
  step2: (who, update) => sync(1, update, named(who, 0)),
  update: (who, update) => sync(2, update, named(who, 0)),
  cursor: (who, sequence) =>
    bytes((encoder) => {
      named(who, 1)(encoder)
      encoding.writeVarUint8Array(encoder, awareness(who, sequence))
    }),
  acknowledges: true,
  read(data) {
    const decoder = decoding.createDecoder(data)
    decoding.readVarUint8Array(decoder)
    const type = decoding.readVarUint(decoder)
    if (type === 0) return readSync(decoder)
    if (type === 1) return readAwareness(decoder)
    if (type === 2) return readSignIn(decoder)
    if (type === 8)
      return decoding.readVarUint(decoder) === 1 ? { kind: 'saved' } : { kind: 'refused', why: 'an update' }
    return { kind: 'other' }
  },
}

function readSignIn(decoder: decoding.Decoder): Heard {
  if (decoding.readVarUint(decoder) === 2) return { kind: 'signedIn' }
  return { kind: 'refused', why: `to let it in: ${decoding.readVarString(decoder)}` }
}

/** Axiom: the same, with pointers as presence frames beside it; the Awareness state only says who somebody is. */
export const axiomWire: Wire = {
  ...hocuspocusWire,
  greeting: (who) => [...hocuspocusWire.greeting(who), hocuspocusWire.cursor(who, 0)],
  cursor: (_who, sequence) => encodePresence({ kind: 'cursor', screen: 1, x: sequence, y: 400 }),
  read: (data) => (data[0] === 0 ? readFrames(data) : hocuspocusWire.read(data)),
}

function readFrames(data: Uint8Array): Heard {
  const cursors = decodePresenceBatch(data).map(({ clientId, frame }) => ({
    clientId,
    sequence: 'x' in frame ? frame.x : 0,
  }))
  return { kind: 'cursors', cursors }
}

/** y-websocket: `varUint(type) payload`, the document in the path. */
export const yWebsocketWire: Wire = {
  greeting: () => [],
  step1: (_who, stateVector) => sync(0, stateVector, typed(0)),
  step2: (_who, update) => sync(1, update, typed(0)),
  update: (_who, update) => sync(2, update, typed(0)),
  cursor: (who, sequence) =>
    bytes((encoder) => {
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarUint8Array(encoder, awareness(who, sequence))
    }),
  acknowledges: false,
  read(data) {
    const decoder = decoding.createDecoder(data)
    const type = decoding.readVarUint(decoder)
    return type === 0 ? readSync(decoder) : type === 1 ? readAwareness(decoder) : { kind: 'other' }
  },
}

/** The relay passes on what it gets: Axiom's bytes, with the sender's id where Axiom's server would have put it. */
export const relayWire: Wire = {
  ...axiomWire,
  greeting: () => [],
  step1: null,
  cursor: ({ clientId }, sequence) =>
    bytes((encoder) => {
      encoding.writeUint8(encoder, 0)
      encoding.writeVarUint(encoder, 1)
      encoding.writeVarUint(encoder, clientId)
      encoding.writeUint8Array(encoder, encodePresence({ kind: 'cursor', screen: 1, x: sequence, y: 400 }).subarray(1))
    }),
  acknowledges: false,
}

function named({ document }: Identity, type: number): (encoder: encoding.Encoder) => void {
  return (encoder) => {
    encoding.writeVarString(encoder, document)
    encoding.writeVarUint(encoder, type)
  }
}

function typed(type: number): (encoder: encoding.Encoder) => void {
  return (encoder) => encoding.writeVarUint(encoder, type)
}
