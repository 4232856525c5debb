import type { ChangeFeed } from './changeFeed.ts'
import { createRecentIds } from './recentIds.ts'
import type { RecordStore } from './store.ts'
import { type RowsHome, rowsOf, type StoredChange, type StoredRecord } from './stored.ts'
import { floorOf } from './uuidv7.ts'

/** How far behind the newest change an older one may still appear: writers' clocks differ, transactions end in any order. */
export const OVERLAP_MS = 10_000
const SWEEP_MS = 2_000
const BATCH = 500

/** What happened, with the record as it is by now; null when it is gone. */
export interface Change {
  row: StoredChange
  record: StoredRecord | null
}

type ChangingProject = RowsHome['project']

export interface TailListener {
  onChanges: (changes: readonly Change[]) => void
  /** The store could not be read; nothing more is told. */
  onFailure: (error: unknown) => void
}

export interface ChangeTailDeps {
  store: RecordStore
  feed: ChangeFeed
  now: () => number
}

/** Reads new changes of a project once, however many streams follow it. A new listener may be told of the last seconds again. */
export function createChangeTails(deps: ChangeTailDeps) {
  const tails = new Map<string, Tail>()
  return {
    follow(project: ChangingProject, listener: TailListener): () => void {
      const tail = tails.get(project.id) ?? startTail(project, deps)
      tails.set(project.id, tail)
      tail.listeners.add(listener)
      return () => {
        tail.listeners.delete(listener)
        if (tail.listeners.size > 0 || tails.get(project.id) !== tail) return
        tails.delete(project.id)
        tail.stop()
      }
    },
  }
}

export type ChangeTails = ReturnType<typeof createChangeTails>

interface Tail {
  listeners: Set<TailListener>
  stop: () => void
}

function startTail(project: ChangingProject, { store, feed, now }: ChangeTailDeps): Tail {
  const listeners = new Set<TailListener>()
  const seen = createRecentIds(3 * OVERLAP_MS, now)
  let position = floorOf(now() - OVERLAP_MS)
  let sweeping = false
  let running = false
  let again = false

  async function read(from: string): Promise<void> {
    for await (const rows of changesFrom(store, project.id, from)) {
      const fresh = rows.filter(({ _id }) => seen.add(_id))
      const newest = rows.at(-1)?._id ?? position
      if (newest > position) position = newest
      if (fresh.length === 0) continue
      const changes = await withRecords(store, project, fresh)
      for (const { onChanges } of listeners) onChanges(changes)
    }
  }

  /** One at a time; a call meanwhile makes it go round once more. */
  async function pump(): Promise<void> {
    again = true
    if (running) return
    running = true
    try {
      while (again) {
        again = false
        const from = sweeping ? floorOf(now() - OVERLAP_MS) : position
        sweeping = false
        await read(from < position ? from : position)
      }
    } catch (error) {
      for (const { onFailure } of listeners) onFailure(error)
    } finally {
      running = false
    }
  }

  const unsubscribe = feed.subscribe(project.id, () => void pump())
  // Finds what was written by another process, and what became visible late.
  const sweep = setInterval(() => {
    sweeping = true
    void pump()
  }, SWEEP_MS)
  return {
    listeners,
    stop() {
      clearInterval(sweep)
      unsubscribe()
    },
  }
}

/** The change rows behind an id, page by page. */
export async function* changesFrom(
  store: RecordStore,
  projectId: string,
  from: string,
): AsyncGenerator<StoredChange[], void> {
  for (let after = from; ;) {
    const rows = await store.changesAfter(projectId, after, BATCH)
    if (rows.length > 0) yield rows
    if (rows.length < BATCH) return
    after = rows.at(-1)?._id ?? after
  }
}

/** One query per collection that occurs in the rows. */
export async function withRecords(
  store: RecordStore,
  project: ChangingProject,
  rows: readonly StoredChange[],
): Promise<Change[]> {
  const found = new Map<string, StoredRecord>()
  const groups = Map.groupBy(rows, ({ modelId, env }) => `${modelId}/${env}`)
  for (const group of groups.values()) {
    const [{ modelId, env } = { modelId: '', env: 'draft' as const }] = group
    const ids = [...new Set(group.map(({ recordId }) => recordId))]
    for (const record of await store.findMany(rowsOf({ project, env }, { id: modelId }), ids))
      found.set(`${modelId}/${env}/${record._id}`, record)
  }
  return rows.map((row) => ({
    row,
    record: row.type === 'removed' ? null : (found.get(`${row.modelId}/${row.env}/${row.recordId}`) ?? null),
  }))
}
