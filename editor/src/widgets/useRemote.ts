import { useEffect, useEffectEvent, useState } from 'react'

import type { WidgetHost } from './host.ts'

export type Remote<T> =
  | { state: 'loading'; data: T | null }
  | { state: 'ready'; data: T }
  | { state: 'failed'; data: T | null; message: string }

export type LiveRemote<T> = Remote<T> & { retry: () => void }

/** Loads, and loads again (keeping what is shown) when the key or a collection's records change. */
export function useRemote<T>(
  host: WidgetHost,
  collection: string | null,
  key: string,
  load: (signal: AbortSignal) => Promise<T>,
): LiveRemote<T> {
  const [remote, setRemote] = useState<Remote<T> & { of: string | null }>({ state: 'loading', data: null, of: null })
  const [turn, setTurn] = useState(0)
  const read = useEffectEvent(load)
  useEffect(() => {
    if (collection === null) return
    return host.watch(collection, () => setTurn((n) => n + 1))
  }, [host, collection])
  useEffect(() => {
    if (collection === null) return
    const abort = new AbortController()
    read(abort.signal).then(
      (data) => !abort.signal.aborted && setRemote({ state: 'ready', data, of: collection }),
      (error: unknown) => {
        if (abort.signal.aborted) return
        const message = error instanceof Error ? error.message : String(error)
        setRemote((old) => ({
          state: 'failed',
          data: old.of === collection ? old.data : null,
          message,
          of: collection,
        }))
      },
    )
    return () => abort.abort()
  }, [host, collection, key, turn])
  const retry = (): void => setTurn((n) => n + 1)
  // Another collection's rows are no stand-in.
  return remote.of === collection ? { ...remote, retry } : { state: 'loading', data: null, retry }
}
