/** One stream for the whole page: `EventSource` reconnects by itself and resumes behind the last event. */
export function createChangeStream(path: string): (collection: string, listener: () => void) => () => void {
  const listeners = new Map<string, Set<() => void>>()
  let source: EventSource | null = null

  const open = (): void => {
    source = new EventSource(path)
    const tell = (event: MessageEvent<string>): void => {
      const { collection } = JSON.parse(event.data) as { collection?: string }
      for (const listener of listeners.get(collection ?? '') ?? []) listener()
    }
    for (const type of ['created', 'updated', 'removed']) source.addEventListener(type, tell)
    source.addEventListener('reset', (event: MessageEvent<string>) => {
      // Of one collection, where what is seen of it rests on another one; else of all.
      const { collection } = JSON.parse(event.data) as { collection?: string }
      const stale = collection === undefined ? [...listeners.values()] : [listeners.get(collection) ?? []]
      for (const set of stale) for (const listener of set) listener()
    })
  }
  return (collection, listener) => {
    const set = listeners.get(collection) ?? new Set()
    listeners.set(collection, set.add(listener))
    if (!source) open()
    return () => {
      set.delete(listener)
      if (set.size === 0) listeners.delete(collection)
      if (listeners.size === 0) {
        source?.close()
        source = null
      }
    }
  }
}
