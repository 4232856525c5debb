import { PassThrough, type Readable } from 'node:stream'

import type { ChangeFeed } from './changeFeed.ts'
import type { Contracts } from './contracts.ts'
import { mayTouch } from './policy.ts'
import { presentRecord } from './present.ts'
import type { RecordStore, StoredChange } from './store.ts'
import type { Place } from './target.ts'
import { uuidv7 } from './uuidv7.ts'

const HEARTBEAT_MS = 20_000
/** A resumed stream reads a little more than it must: writers' clocks differ; readers drop doubles by (id, version). */
const OVERLAP_MS = 10_000
const KEPT_MS = 86_400_000
const BATCH = 500
const MAX_BUFFERED = 1024 * 1024

export interface ChangeStreamDeps {
  store: RecordStore
  contracts: Contracts
  feed: ChangeFeed
  now: () => number
  /** The caller's place judged again: rights may have ended. Throws when they have. */
  rejudge: () => Promise<Place>
}

/** Server-sent events of a project's records; `collections` null = all that the caller may list. */
export function openChangeStream(
  { store, contracts, feed, now, rejudge }: ChangeStreamDeps,
  {
    place,
    collections,
    lastEventId,
  }: { place: Place; collections: readonly string[] | null; lastEventId: string | null },
): Readable {
  const out = new PassThrough()
  const projectId = place.project.id
  let position = startOf(lastEventId, now())
  let current = place
  let running = false
  let again = false

  const pump = async (): Promise<void> => {
    if (running) {
      again = true
      return
    }
    running = true
    try {
      do {
        again = false
        const rows = await store.changesAfter(projectId, position, BATCH)
        for (const row of rows) {
          if (row.env === current.env) await send(row)
          position = row._id
        }
        if (rows.length === BATCH) again = true
        // A reader that does not read is cut off and resumes by Last-Event-ID.
        if (out.readableLength > MAX_BUFFERED) out.destroy()
      } while (again && !out.destroyed)
    } finally {
      running = false
    }
  }
  const send = async (row: StoredChange): Promise<void> => {
    const { models } = await contracts.load(projectId, current.env)
    const compiled = [...models.values()].find(({ model }) => model.id === row.modelId)
    if (!compiled || (collections && !collections.includes(compiled.model.name))) return
    if (!mayTouch(current.caller, current.env, compiled.model, 'list')) return
    const record = row.type === 'removed' ? null : await store.find(row.modelId, row.env, row.recordId)
    const data = {
      type: record ? row.type : 'removed',
      collection: compiled.model.name,
      id: row.recordId,
      version: record?.v ?? row.version,
      ...(record ? { record: presentRecord(compiled, record) } : {}),
    }
    out.write(`id: ${row._id}\nevent: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`)
  }
  const fail = (): void => void out.end()
  const stop = feed.subscribe(projectId, () => void pump().catch(fail))
  const heartbeat = setInterval(() => {
    void rejudge().then((judged) => {
      current = judged
      out.write(': still here\n\n')
    }, fail)
  }, HEARTBEAT_MS)
  out.on('close', () => {
    clearInterval(heartbeat)
    stop()
  })
  const expired = lastEventId !== null && timeOf(lastEventId) < now() - KEPT_MS
  out.write(expired ? 'event: reset\ndata: {}\n\n' : ': open\n\n')
  void pump().catch(fail)
  return out
}

/** Id from which to read: a new stream begins now, a resumed one a little before its last event. */
function startOf(lastEventId: string | null, now: number): string {
  if (lastEventId === null) return uuidv7(now)
  return floorOf(Math.max(timeOf(lastEventId), now - KEPT_MS) - OVERLAP_MS)
}

/** Milliseconds in a UUIDv7; 0 for anything else. */
function timeOf(id: string): number {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-7/.test(id) ? Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16) : 0
}

function floorOf(time: number): string {
  const hex = Math.max(0, time).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-`
}
