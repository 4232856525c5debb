import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

type Decoded = ReturnType<typeof Y.decodeUpdate>
type Struct = Decoded['structs'][number]
type Deletions = Decoded['ds']

/** The structs of one client, in the order of their clocks. */
interface Row {
  structs: Struct[]
  next: number
}

const NO_DELETIONS: Deletions['clients'] = new Map()

/**
 * Cuts a V1 update into several of about `size` structs that are applied one after the other: each needs only what is in those before
 * it and what the update needs from elsewhere, and the last has all deletions. One that is not in one piece is not cut.
 */
export function sliceUpdate(update: Uint8Array, size: number): Uint8Array[] {
  const { structs, ds } = Y.decodeUpdate(update)
  if (structs.some((struct) => struct instanceof Y.Skip)) return [update]
  const rows = new Rows(structs)
  const slices: Uint8Array[] = []
  for (let left = structs.length; left > 0;) {
    const slice = rows.take(size)
    if (slice.length === 0) return [update]
    left -= slice.length
    slices.push(encode(slice, left === 0 ? ds.clients : NO_DELETIONS))
  }
  return slices.length === 0 ? [update] : slices
}

class Rows {
  readonly #rows = new Map<number, Row>()

  constructor(structs: readonly Struct[]) {
    for (const struct of structs) {
      const row = this.#rows.get(struct.id.client)
      if (row === undefined) this.#rows.set(struct.id.client, { structs: [struct], next: 0 })
      else row.structs.push(struct)
    }
  }

  /** The next structs that need nothing but each other and what was taken before; empty when all others wait for something. */
  take(size: number): Struct[] {
    const taken: Struct[] = []
    for (let before = -1; taken.length < size && before < taken.length;) {
      before = taken.length
      for (const row of this.#rows.values())
        for (
          let struct = row.structs[row.next];
          struct !== undefined && taken.length < size && this.#isReady(struct);
          struct = row.structs[row.next]
        ) {
          taken.push(struct)
          row.next += 1
        }
    }
    return taken
  }

  #isReady(struct: Struct): boolean {
    if (!(struct instanceof Y.Item)) return true
    const parent: unknown = struct.parent
    return [struct.origin, struct.rightOrigin, parent instanceof Y.ID ? parent : null].every(
      (id) => id === null || this.#isTaken(id),
    )
  }

  #isTaken({ client, clock }: Y.ID): boolean {
    const row = this.#rows.get(client)
    // What is not in here is there already, or missing whoever applies it how.
    const first = row?.structs[row.next]
    return first === undefined || clock < first.id.clock
  }
}

/** As Yjs writes a V1 update: the structs of each client, then what is deleted. */
function encode(structs: readonly Struct[], deletions: Deletions['clients']): Uint8Array {
  const encoder = new Y.UpdateEncoderV1()
  const { restEncoder } = encoder
  const byClient = Map.groupBy(structs, ({ id }) => id.client)
  encoding.writeVarUint(restEncoder, byClient.size)
  // Higher clients first, as Yjs does.
  for (const [client, own] of [...byClient].toSorted(([a], [b]) => b - a)) {
    encoding.writeVarUint(restEncoder, own.length)
    encoder.writeClient(client)
    encoding.writeVarUint(restEncoder, own[0]?.id.clock ?? 0)
    for (const struct of own) struct.write(encoder, 0)
  }
  encoding.writeVarUint(restEncoder, deletions.size)
  for (const [client, ranges] of deletions) {
    encoding.writeVarUint(restEncoder, client)
    encoding.writeVarUint(restEncoder, ranges.length)
    for (const { clock, len } of ranges) {
      encoding.writeVarUint(restEncoder, clock)
      encoding.writeVarUint(restEncoder, len)
    }
  }
  return encoder.toUint8Array()
}
