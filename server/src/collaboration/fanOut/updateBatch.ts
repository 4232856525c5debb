import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'

/** One update that another replica has made durable. */
export interface FannedUpdate {
  chunkId: string
  /** Of the log that it was appended to [C14]. */
  epoch: number
  /** Null when the receiver has to read it from the log: it was too large for the bus. */
  update: Uint8Array | null
  /** Who made it; null for the server. */
  actorId: string | null
  /** To whom the client ids in it belong; null is the server [G2]. */
  owners: readonly (readonly [client: number, owner: string | null])[]
}

/** Above this the bus carries the id only: a slow subscriber of Redis is cut off at 8 MB. */
const MAX_ON_BUS = 1 << 20

/** The updates of one turn in one message [C10]. An empty batch says: look at the log. */
export function encodeBatch(updates: readonly FannedUpdate[]): Uint8Array {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, updates.length)
  for (const { chunkId, epoch, update, actorId, owners } of updates) {
    encoding.writeVarString(encoder, chunkId)
    encoding.writeVarUint(encoder, epoch)
    encoding.writeVarString(encoder, actorId ?? '')
    encoding.writeVarUint(encoder, owners.length)
    for (const [client, owner] of owners) {
      encoding.writeVarUint(encoder, client)
      encoding.writeVarString(encoder, owner ?? '')
    }
    encoding.writeVarUint8Array(encoder, update === null || update.length > MAX_ON_BUS ? new Uint8Array() : update)
  }
  return encoding.toUint8Array(encoder)
}

/** Throws on malformed bytes. The updates are copies. */
export function decodeBatch(message: Uint8Array): FannedUpdate[] {
  const decoder = decoding.createDecoder(message)
  const nullable = (text: string): string | null => (text === '' ? null : text)
  return Array.from({ length: decoding.readVarUint(decoder) }, () => {
    const chunkId = decoding.readVarString(decoder)
    const epoch = decoding.readVarUint(decoder)
    const actorId = nullable(decoding.readVarString(decoder))
    const owners = Array.from(
      { length: decoding.readVarUint(decoder) },
      () => [decoding.readVarUint(decoder), nullable(decoding.readVarString(decoder))] as const,
    )
    const update = decoding.readVarUint8Array(decoder)
    return { chunkId, epoch, actorId, owners, update: update.length === 0 ? null : new Uint8Array(update) }
  })
}
