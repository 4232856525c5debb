import * as decoding from 'lib0/decoding'

export const GATE_LIMITS = {
  clients: 2_000,
  structs: 300_000,
  ranges: 200_000,
  /** Clock ticks: characters, values, deleted items. */
  length: 4_000_000,
  /** Bytes of one register's value. */
  value: 8 * 1024,
  /** Bytes of one run of text, and characters of one text: Yjs makes one run of what somebody typed in a row. */
  text: 1024 * 1024,
  /** Levels of objects and arrays in one value. */
  depth: 24,
} as const

/** Why an update must not even be decoded; the message is the refusal's code. */
export class ScanError extends Error {
  override readonly name = 'ScanError'
}

const GC = 0
const SKIP = 10
const CONTENT = { deleted: 1, string: 4, embed: 5, format: 6, type: 7, any: 8 } as const
const TYPES_WITH_NAME = [3, 5]

/**
 * Reads a V1 update from front to back without building anything: counts, lengths and kinds of content are checked before Yjs
 * makes objects of them [G1]. Throws `ScanError`, or whatever lib0 throws at the end of the bytes. Stops with `gap` at the first
 * deletion of what neither the update nor the document (`clockOf` a client; everything, unless told) has: Yjs would keep it waiting, and look at it again
 * with every later update.
 */
export function scanUpdate(update: Uint8Array, clockOf: (client: number) => number = () => Infinity): 'whole' | 'gap' {
  const decoder = decoding.createDecoder(update)
  const budget = { structs: GATE_LIMITS.structs, ranges: GATE_LIMITS.ranges, length: GATE_LIMITS.length }
  const ends = new Map<number, number>()
  for (let clients = readCount(decoder, GATE_LIMITS.clients); clients > 0; clients--) {
    const structs = decoding.readVarUint(decoder)
    spend(budget, 'structs', structs)
    const client = decoding.readVarUint(decoder)
    let clock = decoding.readVarUint(decoder)
    for (let i = 0; i < structs; i++) {
      const length = scanStruct(decoder)
      spend(budget, 'length', length)
      clock += length
    }
    ends.set(client, clock)
  }
  for (let clients = readCount(decoder, GATE_LIMITS.clients * 10); clients > 0; clients--) {
    const client = decoding.readVarUint(decoder)
    const ranges = decoding.readVarUint(decoder)
    spend(budget, 'ranges', ranges)
    if (scanRanges(decoder, ranges) > Math.max(ends.get(client) ?? 0, clockOf(client))) return 'gap'
  }
  if (decoding.hasContent(decoder)) throw new ScanError('malformed')
  return 'whole'
}

/** Gives the end of the last range. Yjs writes them sorted and merged; others would let few bytes cost much time. */
function scanRanges(decoder: decoding.Decoder, ranges: number): number {
  let end = -1
  for (let i = 0; i < ranges; i++) {
    const clock = decoding.readVarUint(decoder)
    const length = decoding.readVarUint(decoder)
    if (clock < end || length === 0) throw new ScanError('unsorted')
    end = clock + length
  }
  return end
}

type Budget = { structs: number; ranges: number; length: number }

function spend(budget: Budget, kind: keyof Budget, amount: number): void {
  budget[kind] -= amount
  if (budget[kind] < 0) throw new ScanError('too_many')
}

function readCount(decoder: decoding.Decoder, limit: number): number {
  const count = decoding.readVarUint(decoder)
  if (count > limit) throw new ScanError('too_many')
  return count
}

/** Gives the struct's length in clock ticks. */
function scanStruct(decoder: decoding.Decoder): number {
  const info = decoding.readUint8(decoder)
  if (info === SKIP || (info & 31) === GC) return decoding.readVarUint(decoder)
  if ((info & 128) > 0) skipId(decoder)
  if ((info & 64) > 0) skipId(decoder)
  if ((info & 192) === 0) {
    if (decoding.readVarUint(decoder) === 1) skipBytes(decoder, 256)
    else skipId(decoder)
    if ((info & 32) > 0) skipBytes(decoder, 256)
  }
  return scanContent(decoder, info & 31)
}

function scanContent(decoder: decoding.Decoder, kind: number): number {
  switch (kind) {
    case CONTENT.deleted:
      return decoding.readVarUint(decoder)
    case CONTENT.string:
      return skipBytes(decoder, GATE_LIMITS.text)
    case CONTENT.embed:
      skipBytes(decoder, GATE_LIMITS.value)
      return 1
    case CONTENT.format:
      skipBytes(decoder, 256)
      skipBytes(decoder, GATE_LIMITS.value)
      return 1
    case CONTENT.type:
      if (TYPES_WITH_NAME.includes(decoding.readVarUint(decoder))) skipBytes(decoder, 256)
      return 1
    case CONTENT.any:
      return scanValues(decoder)
    default:
      throw new ScanError('content')
  }
}

function scanValues(decoder: decoding.Decoder): number {
  const count = decoding.readVarUint(decoder)
  for (let i = 0; i < count; i++) {
    const from = decoder.pos
    skipAny(decoder, 0)
    if (decoder.pos - from > GATE_LIMITS.value) throw new ScanError('value_too_large')
  }
  return count
}

/** One value of lib0's `writeAny`. */
function skipAny(decoder: decoding.Decoder, depth: number): void {
  if (depth > GATE_LIMITS.depth) throw new ScanError('nesting')
  switch (127 - decoding.readUint8(decoder)) {
    case 0:
    case 1:
    case 6:
    case 7:
      return
    case 2:
      decoding.readVarInt(decoder)
      return
    case 3:
      return skip(decoder, 4)
    case 4:
      return skip(decoder, 8)
    case 8:
      skipBytes(decoder, GATE_LIMITS.value)
      return
    case 9:
      for (let count = decoding.readVarUint(decoder); count > 0; count--) {
        skipBytes(decoder, 256)
        skipAny(decoder, depth + 1)
      }
      return
    case 10:
      for (let count = decoding.readVarUint(decoder); count > 0; count--) skipAny(decoder, depth + 1)
      return
    default:
      throw new ScanError('content')
  }
}

function skipId(decoder: decoding.Decoder): void {
  decoding.readVarUint(decoder)
  decoding.readVarUint(decoder)
}

function skipBytes(decoder: decoding.Decoder, limit: number): number {
  const length = decoding.readVarUint(decoder)
  if (length > limit) throw new ScanError('value_too_large')
  skip(decoder, length)
  return length
}

function skip(decoder: decoding.Decoder, length: number): void {
  if (length > decoder.arr.length - decoder.pos) throw new ScanError('malformed')
  decoder.pos += length
}
