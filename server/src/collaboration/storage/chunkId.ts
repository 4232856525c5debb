import { createHash, randomUUID } from 'node:crypto'

const MINUTE_MS = 60_000

let lastTime = 0
let sequence = 0

/** A UUIDv7 that grows within this process, also inside one millisecond: chunks replay in the order they were appended [C2]. */
export function newChunkId(now = Date.now()): string {
  if (now > lastTime) {
    lastTime = now
    sequence = 0
  } else {
    sequence += 1
    // 12 bits of order per millisecond; beyond them we borrow from the next one.
    if (sequence > 0xfff) {
      lastTime += 1
      sequence = 0
    }
  }
  const time = lastTime.toString(16).padStart(12, '0')
  // Variant and random part of a UUIDv4 are those of a v7; Node draws its random bytes for many of them at once.
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence.toString(16).padStart(3, '0')}${randomUUID().slice(18)}`
}

/** Every chunk id made at `time` (ms) or later, on a clock like ours, is above this. */
export function chunkIdAt(time: number): string {
  return format(Math.max(0, time).toString(16).padStart(12, '0').padEnd(32, '0'))
}

/** When the chunk was made (ms); 0 for a seed and a migration. */
export function timeOfChunk(id: string): number {
  return Number.parseInt(`${id.slice(0, 8)}${id.slice(9, 13)}`, 16)
}

/** The one id of a project's first chunk: time 0, so that it sorts first, and the same from everybody who seeds it [M9]. */
export function seedChunkId(projectId: string): string {
  return namedChunkId(0, projectId)
}

/**
 * The id of the edit that lifts a project's document to a layout, the same from all who load the same log in the same minute: whoever
 * comes second finds it taken [M10]. Not older than that minute, so that replicas that look for what is new find it [C10], and above
 * all that it was made of (`seen`), so that no earlier moment of the document has it [C5].
 */
export function migrationChunkId(
  projectId: string,
  schema: number,
  { seen, now = Date.now() }: { seen: Iterable<string>; now?: number },
): string {
  let time = now - (now % MINUTE_MS)
  for (const id of seen) time = Math.max(time, timeOf(id) + 1)
  return namedChunkId(time, `${projectId}:m${schema}`)
}

/** When a chunk id was made (ms). */
function timeOf(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}

function namedChunkId(time: number, name: string): string {
  const hash = createHash('sha256').update(name).digest('hex')
  return format(`${time.toString(16).padStart(12, '0')}7${hash.slice(0, 3)}8${hash.slice(3, 18)}`)
}

function format(hex: string): string {
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
