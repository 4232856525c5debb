/** One server-sent event; comments alone are none. */
export interface SentEvent {
  id: string
  name: string
  data: Record<string, unknown>
}

export interface OpenEvents {
  status: number
  events: readonly SentEvent[]
  /** The last id that was sent, with or without an event. */
  readonly lastId: string
  /** Everything as it came. */
  readonly text: string
  /** Resolves once the condition holds; rejects after five seconds, telling what came. */
  until(condition: (events: readonly SentEvent[]) => boolean): Promise<void>
  /** Resolves when the server ends it. */
  ended: Promise<void>
  close(): void
}

/** A reader of server-sent events over real HTTP. */
export async function openEvents(url: string, headers: Record<string, string> = {}): Promise<OpenEvents> {
  const abort = new AbortController()
  const answer = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: abort.signal })
  const events: SentEvent[] = []
  const waiting = new Set<() => void>()
  let text = ''
  let lastId = ''

  const readBlock = (block: string): void => {
    const fields = new Map(block.split('\n').map((line) => line.split(/: ?(.*)/, 2) as [string, string]))
    lastId = fields.get('id') ?? lastId
    const data = fields.get('data')
    if (data !== undefined) events.push({ id: lastId, name: fields.get('event') ?? '', data: JSON.parse(data) })
  }
  const read = async (): Promise<void> => {
    let rest = ''
    for await (const chunk of answer.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk
      const blocks = (rest + chunk).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) readBlock(block)
      for (const check of waiting) check()
    }
  }
  const ended = read().catch((error: unknown) => {
    if (!abort.signal.aborted) throw error
  })
  return {
    status: answer.status,
    events,
    ended,
    get lastId() {
      return lastId
    },
    get text() {
      return text
    },
    until: (condition) =>
      new Promise((resolve, reject) => {
        const done = (error?: Error): void => {
          clearTimeout(timer)
          waiting.delete(check)
          if (error) reject(error)
          else resolve()
        }
        const check = (): void => void (condition(events) && done())
        const timer = setTimeout(() => done(new Error(`waited in vain; came: ${text.slice(-2_000)}`)), 5_000)
        waiting.add(check)
        check()
      }),
    close: () => abort.abort(),
  }
}
