import { getAccessToken } from './token.ts'

/** What happened to one record. */
export interface RecordChange {
  type: 'created' | 'updated' | 'removed'
  collection: string
  id: string
  version: number
  record?: Record<string, unknown>
}

export interface ChangeListener {
  onChange: (change: RecordChange) => void
  /** Something may have been missed (a long gap): read again. */
  onReset: () => void
}

interface Stream {
  listeners: Set<ChangeListener>
  abort: AbortController
}

const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 15_000

/** One stream a project and environment, however many listen: browsers allow only six connections to a server. */
const streams = new Map<string, Stream>()

/** Follows the records of a project. Returns the function that stops. */
export function watchRecords(projectId: string, env: 'draft' | 'live', listener: ChangeListener): () => void {
  const path = `/api/dynamic/${encodeURIComponent(projectId)}/changes?env=${env}`
  let stream = streams.get(path)
  if (!stream) {
    stream = { listeners: new Set(), abort: new AbortController() }
    streams.set(path, stream)
    void follow(path, stream)
  }
  const joined = stream
  joined.listeners.add(listener)
  return () => {
    joined.listeners.delete(listener)
    if (joined.listeners.size > 0) return
    joined.abort.abort()
    if (streams.get(path) === joined) streams.delete(path)
  }
}

/** The same for one collection, when only the fact matters. */
export function watchCollection(projectId: string, env: 'draft' | 'live') {
  return (collection: string, listener: () => void): (() => void) =>
    watchRecords(projectId, env, {
      onChange: (change) => change.collection === collection && listener(),
      onReset: listener,
    })
}

/** Reads until it is stopped; a broken connection is opened again where it ended, ever more patiently. */
async function follow(path: string, { listeners, abort }: Stream): Promise<void> {
  const { signal } = abort
  let lastId: string | null = null
  let wait = FIRST_WAIT_MS
  const isNews = createNewsFilter()
  while (!signal.aborted) {
    try {
      for await (const event of readStream(path, lastId, signal)) {
        wait = FIRST_WAIT_MS
        if (event.id !== null) lastId = event.id
        tell(event, listeners, isNews)
      }
    } catch (error) {
      // Offline, signed out or restarted: the next round finds out. Anything else is a bug of this file.
      if (!signal.aborted && !(error instanceof Error)) throw error
    }
    await pause(wait, signal)
    wait = Math.min(LONGEST_WAIT_MS, wait * 2)
  }
}

/** A stream tells at least once: true for what was not heard before. */
export function createNewsFilter(remembered = 5_000): (change: RecordChange) => boolean {
  const versions = new Map<string, number>()
  return ({ collection, id, version }) => {
    const key = `${collection}/${id}`
    if (version <= (versions.get(key) ?? 0)) return false
    versions.delete(key)
    versions.set(key, version)
    if (versions.size > remembered) versions.delete(versions.keys().next().value ?? '')
    return true
  }
}

function tell(
  event: ServerEvent,
  listeners: ReadonlySet<ChangeListener>,
  isNews: (change: RecordChange) => boolean,
): void {
  if (event.name === 'reset') for (const listener of listeners) listener.onReset()
  if (event.name === 'reset' || event.data === '') return
  const change = JSON.parse(event.data) as RecordChange
  if (isNews(change)) for (const listener of listeners) listener.onChange(change)
}

interface ServerEvent {
  id: string | null
  name: string
  data: string
}

/** `EventSource` cannot send a bearer token, so the stream is read by hand. */
async function* readStream(path: string, lastId: string | null, signal: AbortSignal): AsyncGenerator<ServerEvent> {
  const headers: Record<string, string> = {
    accept: 'text/event-stream',
    authorization: `Bearer ${await getAccessToken()}`,
    ...(lastId !== null && { 'last-event-id': lastId }),
  }
  const answer = await fetch(path, { headers, signal, cache: 'no-store' })
  if (!answer.ok || !answer.body) throw new Error(`changes answered ${answer.status}`)
  yield* readEvents(answer.body)
}

/** Server-sent events, as they come. */
export async function* readEvents(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<ServerEvent> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const blocks = (rest + value.replaceAll('\r\n', '\n')).split('\n\n')
    rest = blocks.pop() ?? ''
    yield* blocks.flatMap(parseEvent)
  }
}

/** One block of a stream; comments alone are no event. */
export function parseEvent(block: string): ServerEvent[] {
  const event: ServerEvent = { id: null, name: 'message', data: '' }
  let hasField = false
  for (const line of block.split('\n')) {
    const [, field, value = ''] = /^(\w+): ?(.*)$/.exec(line) ?? []
    if (field === 'id') event.id = value
    else if (field === 'event') event.name = value
    else if (field === 'data') event.data += (event.data === '' ? '' : '\n') + value
    hasField ||= field !== undefined
  }
  return hasField ? [event] : []
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}
