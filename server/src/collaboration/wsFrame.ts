/** FIN and the opcode of a binary message (RFC 6455, 5.2). */
const BINARY = 0x82
const TWO_BYTES = 126
const EIGHT_BYTES = 127

/** A binary message as a server puts it on the wire: whole, neither masked nor compressed. */
export function frameOf(message: Uint8Array): Uint8Array {
  const { length } = message
  const header = length < TWO_BYTES ? 2 : length < 1 << 16 ? 4 : 10
  const frame = Buffer.allocUnsafe(header + length)
  frame[0] = BINARY
  if (header === 2) frame[1] = length
  else if (header === 4) {
    frame[1] = TWO_BYTES
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = EIGHT_BYTES
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.set(message, header)
  return frame
}
