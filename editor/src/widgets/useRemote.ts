import { useEffect, useState } from 'react'

import type { WidgetHost } from './host.ts'

export type Remote<T> =
  | { state: 'loading'; data: T | null }
  | { state: 'ready'; data: T }
  | { state: 'failed'; data: T | null; message: string }

/** Loads, and loads again (keeping what is shown) when the key or a collection's records change. */
export function useRemote<T>(
  host: WidgetHost,
  collection: string | null,
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
): Remote<T> & { retry(): void } {
  const [remote, setRemote] = useState<Remote<T>>({ state: 'loading', data: null })
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    if (collection === null) return
    return host.watch(collection, () => setTurn((n) => n + 1))
  }, [host, collection])
  useEffect(() => {
    if (collection === null) return
    const abort = new AbortController()
    load(abort.signal).then(
      (data) => setRemote({ state: 'ready', data }),
      (error: unknown) => {
        if (abort.signal.aborted) return
        const message = error instanceof Error ? error.message : String(error)
        setRemote((old) => ({ state: 'failed', data: old.data, message }))
      },
    )
    return () => abort.abort()
    // `load` is new at every render; the key says what it depends on.
  }, [host, collection, key, turn])
  return { ...remote, retry: () => setTurn((n) => n + 1) }
}
