import { PassThrough } from 'node:stream'

import { AppError } from '@axiom/shared/errors'
import type { CompiledModel } from '@axiom/shared/model/compile'

import type { Logger } from '../../platform/logging/log.ts'
import { type Change, changesFrom, type ChangeTails, OVERLAP_MS, withRecords } from './changeTail.ts'
import type { Contracts } from './contracts.ts'
import { openChanges } from './openChanges.ts'
import { scopeOf } from './policy.ts'
import { presentRecord, type Sees } from './present.ts'
import { createRecentIds } from './recentIds.ts'
import { sightOf } from './sight.ts'
import { createStaleNotices } from './staleNotices.ts'
import type { RecordStore } from './store.ts'
import type { Place, Target } from './target.ts'
import { floorOf, timeOf } from './uuidv7.ts'

const HEARTBEAT_MS = 20_000
/** How long change rows are kept, less a minute for the store's own clock. */
const KEPT_MS = 86_400_000 - 60_000
/** Rights and rules are judged again when what is known of them is older (ms). */
const FRESH_MS = 1_000
/** Changes that may wait for a reader; one that lets more pile up is cut off, and resumes. */
const MAX_WAITING = 2_000

export interface ChangeStreamDeps {
  store: RecordStore
  contracts: Contracts
  tails: ChangeTails
  now: () => number
}

export interface ChangeStreamRequest {
  place: Place
  /** Of who asks: its end ends the stream. */
  sessionId: string | null
  /** Names of collections; null = all that the caller may list. */
  collections: readonly string[] | null
  lastEventId: string | null
  /** The caller's place as it is now. Throws when he may not follow any more. */
  rejudge: () => Promise<Place>
  log: Logger
}

/**
 * Server-sent events of a project's records. At least once: a stream begins, and resumes, a few seconds in the past, so that nothing
 * is missed; readers drop what they know by id and version.
 */
export function openChangeStream(
  { store, contracts, tails, now }: ChangeStreamDeps,
  { place, collections, lastEventId, rejudge, log }: ChangeStreamRequest,
): PassThrough {
  const out = new PassThrough()
  const projectId = place.project.id
  const sent = createRecentIds(3 * OVERLAP_MS, now)
  const stale = createStaleNotices(now, (collection) =>
    enqueue(async () => void out.write(`event: reset\ndata: ${JSON.stringify({ collection })}\n\n`)),
  )
  const start = startOf(lastEventId, now())
  let judged = { place, at: now() }
  let waiting = 0
  let queue: Promise<void> = Promise.resolve()

  const end = (error: unknown): void => {
    // The reader has no right any more: it learns so when it comes back.
    if (!(error instanceof AppError)) log.warn({ err: error, projectId }, 'a stream of changes was ended')
    out.end()
  }
  const enqueue = (work: () => Promise<void>): void => {
    queue = queue.then(() => (out.writable ? work() : undefined)).catch(end)
  }
  const judge = async (): Promise<Place> => {
    if (now() - judged.at >= FRESH_MS) judged = { place: await rejudge(), at: now() }
    return judged.place
  }
  const send = async (changes: readonly Change[]): Promise<void> => {
    const judgedPlace = await judge()
    const { env, presentFile } = judgedPlace
    const { models } = await contracts.seen(projectId, env, judgedPlace.caller)
    const byId = new Map([...models.values()].map((compiled) => [compiled.model.id, compiled]))
    const followed = [...models.values()].filter(({ model }) => collections?.includes(model.name) ?? true)
    const here = changes.filter(({ row }) => row.env === env)
    stale.weigh(judgedPlace, followed, here)
    const wanted = here.filter(({ row }) => followed.some(({ model }) => model.id === row.modelId))
    const open = await openChanges(store, { place: judgedPlace, changes: wanted }, (modelId) => {
      const compiled = byId.get(modelId)
      return compiled ? scopeOf(judgedPlace, compiled, 'list') : null
    })
    const seen = await sightsOf(store, judgedPlace, byId, open)
    for (const change of open) {
      const { modelId, _id } = change.row
      const compiled = byId.get(modelId)
      if (compiled && sent.add(_id)) out.write(toEvent({ compiled, presentFile }, change, seen.get(modelId)))
    }
    await drained(out)
  }
  const onChanges = (changes: readonly Change[]): void => {
    waiting += changes.length
    if (waiting > MAX_WAITING) return void out.destroy()
    enqueue(async () => {
      waiting -= changes.length
      await send(changes)
    })
  }

  const stop = tails.follow(place.project, { onChanges, onFailure: end })
  const heartbeat = setInterval(() => {
    enqueue(async () => {
      await judge()
      // With a place to resume from: who heard nothing for long needs not read all that was not for him.
      out.write(`: still here\nid: ${floorOf(now())}\n\n`)
    })
  }, HEARTBEAT_MS)
  out.on('close', () => {
    clearInterval(heartbeat)
    stale.stop()
    stop()
  })
  out.write(`id: ${start.id}\n${start.reset ? 'event: reset\ndata: {}\n' : ''}\n`)
  enqueue(async () => {
    for await (const rows of changesFrom(store, projectId, start.from)) {
      await send(await withRecords(store, place.project, rows))
      if (!out.writable) return
    }
  })
  return out
}

interface Start {
  /** The first id that the reader gets: it can resume even before the first event. */
  id: string
  from: string
  /** The reader was away for longer than changes are kept, or its id is not one of ours. */
  reset: boolean
}

function startOf(lastEventId: string | null, now: number): Start {
  const time = lastEventId === null ? now : timeOf(lastEventId)
  if (time === null || time - OVERLAP_MS < now - KEPT_MS)
    return { id: floorOf(now), from: floorOf(now - OVERLAP_MS), reset: true }
  const from = Math.min(time, now)
  return { id: floorOf(from), from: floorOf(from - OVERLAP_MS), reset: false }
}

/** By model: which records show the reader what he sees in some only. */
async function sightsOf(
  store: RecordStore,
  place: Place,
  models: ReadonlyMap<string, CompiledModel>,
  changes: readonly Change[],
): Promise<Map<string, Sees>> {
  const sights = new Map<string, Sees>()
  for (const [modelId, group] of Map.groupBy(changes, ({ row }) => row.modelId)) {
    const compiled = models.get(modelId)
    const records = group.flatMap(({ record }) => record ?? [])
    if (compiled) sights.set(modelId, await sightOf(store, { ...place, compiled }, records))
  }
  return sights
}

function toEvent(
  { compiled, presentFile }: Pick<Target, 'compiled' | 'presentFile'>,
  { row, record }: Change,
  sees: Sees = () => false,
): string {
  const data = {
    type: record ? row.type : 'removed',
    collection: compiled.model.name,
    id: row.recordId,
    version: record?.v ?? row.version,
    ...(record ? { record: presentRecord({ compiled, presentFile }, record, { sees }) } : {}),
  }
  return `id: ${row._id}\nevent: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`
}

function drained(out: PassThrough): Promise<void> {
  if (!out.writableNeedDrain) return Promise.resolve()
  return new Promise((resolve) => {
    const done = (): void => {
      out.off('drain', done).off('close', done)
      resolve()
    }
    out.on('drain', done).on('close', done)
  })
}
