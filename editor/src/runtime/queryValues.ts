import type { CompiledApp } from '@axiom/shared/model/app'

import { type RecordSource, runQuery } from '../widgets/apiHost.ts'
import type { RunnableQuery, Scope } from '../widgets/host.ts'
import type { AppState } from './appState.ts'

/** Answers of the queries that expressions of a screen read, as `queries.<name>`. */
export interface QueryValues {
  get: () => Scope
  /** Asks, and asks again when state fills a parameter with something else. Returns the function that stops. */
  start: () => () => void
  /** Asks all of them again. */
  refresh: () => void
  watch: (listener: () => void) => () => void
}

interface Options {
  source: RecordSource
  queries: readonly RunnableQuery[]
  /** Of the address. */
  params: Scope
  state: AppState
  onError: (message: string) => void
}

export function createQueryValues({ source, queries, params, state, onError }: Options): QueryValues {
  const listeners = new Set<() => void>()
  const asked = new Map<string, string>()
  let values: Scope = {}

  async function ask(query: RunnableQuery, isForced: boolean): Promise<void> {
    const given = { ...params, ...state.get() }
    const key = JSON.stringify(query.parameters.map(({ name }) => given[name] ?? null))
    if (!isForced && asked.get(query.name) === key) return
    asked.set(query.name, key)
    try {
      const { data } = await runQuery(source, query, given)
      // Another value of a parameter may have come meanwhile.
      if (asked.get(query.name) !== key) return
      values = { ...values, [query.name]: data }
      for (const listener of listeners) listener()
    } catch (error) {
      onError(error instanceof Error ? error.message : String(error))
    }
  }
  const askAll = (isForced: boolean): void => queries.forEach((query) => void ask(query, isForced))

  return {
    get: () => values,
    start() {
      askAll(false)
      return state.watch(() => askAll(false))
    },
    refresh: () => askAll(true),
    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** The queries that bindings on a screen name. */
export function queriesRead({ nodes, queries = [] }: CompiledApp, screenId: string | undefined): RunnableQuery[] {
  if (queries.length === 0) return []
  const shown = new Set([screenId])
  const sources: string[] = []
  // Parents stand before their children.
  for (const { id, parentId, bindings } of nodes) {
    if (!shown.has(parentId)) continue
    shown.add(id)
    sources.push(...Object.values(bindings))
  }
  const text = sources.join('\n')
  return queries.filter(({ name }) => new RegExp(`\\bqueries\\.${name}\\b`).test(text))
}
