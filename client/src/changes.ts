import { type EventSourceMessage, createParser } from 'eventsource-parser'

import { fill, toQuery } from './call.ts'
import type { AnyRecord } from './collection.ts'
import { backoff, type CallOptions, type Send, sleep } from './connection.ts'
import { toParameters } from './parameters.ts'
import { AxiomError } from './problem.ts'
import { bodyOf, type Bytes, piecesOf } from './streams.ts'

/** What happened to one record; `record` is as it is by now. */
export type RecordChange = { collection: string; id: string; version: number; eventId: string } & (
  | { type: 'created' | 'updated'; record: AnyRecord }
  | { type: 'removed' }
)

/** Something may have been missed: read again what you know. */
export interface Reset {
  type: 'reset'
  /** Of this one only: a related record decides otherwise what you see of it. */
  collection?: string
  eventId: string
}

export interface ChangesOptions extends CallOptions {
  /** Only these collections; else all that may be listed. */
  collections?: readonly string[] | undefined
  /** Goes on behind this event, as told up to a day ago. */
  lastEventId?: string | undefined
}

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000

interface Watched {
  project: string
  env?: 'draft' | 'live' | undefined
}

/**
 * Changes as they happen, until the signal ends them. A connection that breaks is opened again where it ended; what the server tells
 * once more (it tells at least once, and begins a few seconds in the past) is left out. Throws where it may not follow any more.
 */
export async function* followChanges(
  send: Send,
  { project, env }: Watched,
  { collections, lastEventId, signal }: ChangesOptions = {},
): AsyncGenerator<RecordChange | Reset, void> {
  const newsOf = createNewsFilter()
  const path = fill('/api/dynamic/{project}/changes', { project }) + toQuery(toParameters({ env, collections }))
  let last = lastEventId
  let wasOpen = false
  for (let failures = 0; !signal?.aborted; failures++) {
    let pause = 0
    try {
      const answer = await send({
        method: 'GET',
        path,
        headers: { accept: 'text/event-stream', ...(last !== undefined && { 'last-event-id': last }) },
        repeatable: true,
        streams: 'down',
        signal,
      })
      wasOpen = true
      for await (const { id = last ?? '', event, data } of readEvents(bodyOf(answer))) {
        failures = 0
        last = id
        if (event === 'reset') yield { ...(JSON.parse(data) as Pick<Reset, 'collection'>), type: 'reset', eventId: id }
        else if (data !== '') {
          const news = newsOf({ ...(JSON.parse(data) as RecordChange), eventId: id })
          if (news) yield news
        }
      }
    } catch (error) {
      if (signal?.aborted) return
      // Who was never let in should know.
      if (!wasOpen || !isPassing(error)) throw error
      if (error instanceof AxiomError) pause = (error.retryAfter ?? 0) * 1_000
    }
    pause = Math.max(pause, Math.min(LONGEST_PAUSE_MS, backoff(failures, FIRST_PAUSE_MS)))
    await sleep(pause, signal).catch(() => undefined)
  }
}

/** Away for now, or broken off in the middle; refusals stay. */
function isPassing(error: unknown): boolean {
  if (error instanceof AxiomError) return error.status === 0 || error.status === 429 || error.status >= 500
  return error instanceof TypeError
}

/** Server-sent events as they come; those that only say where to resume have no data. */
async function* readEvents(body: Bytes): AsyncGenerator<EventSourceMessage, void> {
  let events: EventSourceMessage[] = []
  const parser = createParser({
    onId: (id) => events.push({ id, data: '' }),
    onEvent: (event) => events.push(event),
  })
  for await (const text of piecesOf(body.pipeThrough(new TextDecoderStream()))) {
    parser.feed(text)
    yield* events
    events = []
  }
}

/**
 * What was not heard before. A change that is told once more comes with the record as it is by now: of what is known already that is
 * an update, whatever it was. A removal has a version of its own.
 */
function createNewsFilter(remembered = 10_000): (change: RecordChange) => RecordChange | null {
  const versions = new Map<string, number>()
  return (change) => {
    const key = `${change.collection}/${change.id}`
    const known = versions.get(key)
    if (known !== undefined && change.version <= known) return null
    versions.delete(key)
    versions.set(key, change.version)
    if (versions.size > remembered) versions.delete(versions.keys().next().value ?? '')
    return known !== undefined && change.type === 'created' ? { ...change, type: 'updated' } : change
  }
}
