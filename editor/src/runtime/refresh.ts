import { isQueryPlace, type WidgetHost } from '../widgets/host.ts'

export interface Refreshing {
  watch: WidgetHost['watch']
  /** Everybody who watches a collection (null: any) reads again. */
  refresh: (collection: string | null) => void
}

/** Lets this page itself say that records may have changed, besides the server. */
export function withRefresh(watch: WidgetHost['watch']): Refreshing {
  const listeners = new Map<() => void, string>()
  return {
    watch(collection, listener) {
      // Each call is a listener of its own, even if the function is the same.
      const own = (): void => listener()
      const stop = isQueryPlace(collection) ? () => undefined : watch(collection, own)
      listeners.set(own, collection)
      return () => {
        listeners.delete(own)
        stop()
      }
    },
    refresh(collection) {
      for (const [listener, of] of listeners) if (collection === null || of === collection) listener()
    },
  }
}
