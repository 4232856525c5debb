import { createContext, useCallback, useContext, useSyncExternalStore } from 'react'

import type { Scope, WidgetHost } from './host.ts'

/** What only the widgets below can read: `form` inside of a form. */
export const ScopeContext = createContext<Scope>({})

/** The names that actions of a widget here can read besides the host's. */
export function useLocalScope(): Scope {
  return useContext(ScopeContext)
}

/** Everything that expressions of a widget here can read, now and whenever it changes. Nothing is watched without need. */
export function useScope(host: WidgetHost, isNeeded: boolean): Scope {
  const local = useLocalScope()
  const subscribe = useCallback(
    (listener: () => void) => (isNeeded ? host.watchScope(listener) : () => undefined),
    [host, isNeeded],
  )
  const shared = useSyncExternalStore(subscribe, isNeeded ? host.scope : nothing)
  return { ...shared, ...local }
}

const NOTHING: Scope = {}
const nothing = (): Scope => NOTHING
