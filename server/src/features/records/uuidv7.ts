import { randomBytes } from 'node:crypto'

let lastTime = 0
let sequence = 0

/** A UUIDv7 (RFC 9562), monotonic within the process: the 12 bits behind the time count up in one millisecond. */
export function uuidv7(now: number): string {
  sequence = now > lastTime ? 0 : sequence + 1
  lastTime = Math.max(now, lastTime)
  if (sequence > 0xfff) {
    lastTime++
    sequence = 0
  }
  const tail = randomBytes(8)
  tail[0] = ((tail[0] ?? 0) & 0x3f) | 0x80
  const hex = tail.toString('hex')
  return `${floorOf(lastTime)}7${sequence.toString(16).padStart(3, '0')}-${hex.slice(0, 4)}-${hex.slice(4)}`
}

/** Milliseconds in a UUIDv7, or in what `floorOf` made; null for anything else. */
export function timeOf(id: string): number | null {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-(7|$)/.test(id) ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : null
}

/** Sorts before every UUIDv7 of this millisecond and behind those of earlier ones. */
export function floorOf(time: number): string {
  const hex = Math.max(0, time).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-`
}
