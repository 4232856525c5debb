import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/**
 * The second channel of presence: cursor and live-drag frames on the same WebSocket, beside Hocuspocus. A frame begins with
 * 0x00 (an empty document name there, which every Hocuspocus peer ignores). 8–16 bytes, droppable, never stored.
 *
 * Client → server: `0x00 frame`. Server → client: `0x00 count (clientId frame)*`, clientId = the sender's Awareness id.
 * frame = `kind screen(u32) ints…` in canvas units, rounded.
 */
export const PRESENCE_PREFIX = 0

export type PresenceFrame =
  | { kind: 'cursor'; screen: number; x: number; y: number }
  /** Live change of the sender's selected nodes (ids are in the sender's Awareness): moved by dx,dy and grown by dw,dh. */
  | { kind: 'drag'; screen: number; dx: number; dy: number; dw: number; dh: number }
  /** The cursor left the canvas, or the drag has ended. */
  | { kind: 'idle'; screen: number }

export interface ReceivedFrame {
  clientId: number
  frame: PresenceFrame
}

const KINDS = { cursor: 1, drag: 2, idle: 3 } as const

/** FNV-1a of a screen id: 4 bytes instead of the id. A collision would only show a cursor on a wrong screen. */
export function screenHash(screenId: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < screenId.length; i++) {
    hash ^= screenId.charCodeAt(i)
    hash = Math.imul(hash, 0x01000193)
  }
  return hash >>> 0
}

/** The client's message for one frame. */
export function encodePresence(frame: PresenceFrame): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeUint8(encoder, PRESENCE_PREFIX)
  writeFrame(encoder, frame)
  return encoding.toUint8Array(encoder)
}

/** Reads a client's message. Throws on anything malformed or longer than a frame can be. */
export function decodePresence(message: Uint8Array): PresenceFrame {
  const decoder = decoding.createDecoder(message)
  if (decoding.readUint8(decoder) !== PRESENCE_PREFIX) throw new RangeError('not a presence frame')
  const frame = readFrame(decoder)
  if (decoding.hasContent(decoder)) throw new RangeError('bytes after the presence frame')
  return frame
}

/** The server's message for the frames of one tick. */
export function encodePresenceBatch(received: readonly ReceivedFrame[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeUint8(encoder, PRESENCE_PREFIX)
  encoding.writeVarUint(encoder, received.length)
  for (const { clientId, frame } of received) {
    encoding.writeVarUint(encoder, clientId)
    writeFrame(encoder, frame)
  }
  return encoding.toUint8Array(encoder)
}

/** Reads the server's message. Throws on anything malformed. */
export function decodePresenceBatch(message: Uint8Array): ReceivedFrame[] {
  const decoder = decoding.createDecoder(message)
  if (decoding.readUint8(decoder) !== PRESENCE_PREFIX) throw new RangeError('not a presence batch')
  const count = decoding.readVarUint(decoder)
  const received: ReceivedFrame[] = []
  for (let i = 0; i < count; i++) received.push({ clientId: decoding.readVarUint(decoder), frame: readFrame(decoder) })
  return received
}

function writeFrame(encoder: encoding.Encoder, frame: PresenceFrame): void {
  encoding.writeUint8(encoder, KINDS[frame.kind])
  encoding.writeUint32(encoder, frame.screen)
  const numbers =
    frame.kind === 'cursor' ? [frame.x, frame.y] : frame.kind === 'drag' ? [frame.dx, frame.dy, frame.dw, frame.dh] : []
  for (const number of numbers) encoding.writeVarInt(encoder, Math.round(number))
}

function readFrame(decoder: decoding.Decoder): PresenceFrame {
  const kind = decoding.readUint8(decoder)
  const screen = decoding.readUint32(decoder)
  const int = (): number => decoding.readVarInt(decoder)
  if (kind === KINDS.cursor) return { kind: 'cursor', screen, x: int(), y: int() }
  if (kind === KINDS.drag) return { kind: 'drag', screen, dx: int(), dy: int(), dw: int(), dh: int() }
  if (kind === KINDS.idle) return { kind: 'idle', screen }
  throw new RangeError(`unknown presence kind ${kind}`)
}
