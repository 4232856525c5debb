import type { CompiledApp } from '@axiom/shared/model/app'
import { fillRoute } from '@axiom/shared/model/routes'
import { useMemo, useState } from 'react'

import { createApiHost, type RecordSource } from '../widgets/apiHost.ts'
import type { Scope, WidgetHost } from '../widgets/host.ts'
import { remembered } from '../widgets/remembered.ts'
import { createAppState } from './appState.ts'
import { withRefresh } from './refresh.ts'
import { createActions, type Note } from './runActions.ts'
import type { ShownScreen } from './screens.ts'

export interface AppHostOptions extends Pick<RecordSource, 'env' | 'fetchJson'> {
  app: CompiledApp
  shown: ShownScreen | null
  watch: WidgetHost['watch']
  go: (address: string) => void
  notify: (note: Note) => void
}

/** What the widgets of a running app see of the world. State outlives screens and, in the preview, edits of the app. */
export function useAppHost({ app, shown, env, fetchJson, watch, go, notify }: AppHostOptions): WidgetHost {
  const [state] = useState(createAppState)
  const refreshing = useMemo(() => withRefresh(watch), [watch])
  return useMemo(() => {
    const source: RecordSource = { projectId: app.projectId, env, fetchJson }
    const fixed = fixedScope(app, shown)
    const scope = remembered(
      () => [state.get()] as const,
      (values): Scope => ({ ...fixed, state: values }),
    )
    return createApiHost({
      ...source,
      watch: refreshing.watch,
      models: () => app.models,
      richText: (nodeId) => app.richTexts[nodeId] ?? null,
      hrefOf: (screenId) => {
        const screen = app.screens.find(({ id }) => id === screenId)
        return screen ? fillRoute(screen.route, {}) : null
      },
      run: createActions({ ...source, app, scope, state, go, refresh: refreshing.refresh, notify }),
      scope,
      watchScope: state.watch,
      screenOf: (form) => screenAbove(app, form.id),
    })
  }, [app, shown, env, fetchJson, refreshing, state, go, notify])
}

function fixedScope(app: CompiledApp, shown: ShownScreen | null): Scope {
  const { name = '', route = '', title = '' } = shown?.screen ?? {}
  return { app: { name: app.name }, screen: { name, route, title }, params: { ...shown?.params } }
}

function screenAbove(app: CompiledApp, nodeId: string): string {
  const parents = new Map(app.nodes.map((node) => [node.id, node.parentId]))
  let at = nodeId
  for (let parent = parents.get(at); parent !== undefined; parent = parents.get(at)) at = parent
  return at
}
