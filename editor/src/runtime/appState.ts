import type { Json } from '@axiom/shared/json'

import type { Scope } from '../widgets/host.ts'

/** What the app remembers while it is open: `state.<name>` of expressions, written by actions. */
export interface AppState {
  get: () => Scope
  set: (name: string, value: Json) => void
  /** Calls back after each change; returns the function that stops. */
  watch: (listener: () => void) => () => void
}

export function createAppState(): AppState {
  const listeners = new Set<() => void>()
  let values: Scope = {}
  return {
    get: () => values,
    set(name, value) {
      values = { ...values, [name]: value }
      for (const listener of listeners) listener()
    },
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
