import type { CompiledApp } from '@axiom/shared/model/app'
import { fillRoute } from '@axiom/shared/model/routes'
import { useEffect, useMemo, useState } from 'react'

import { createApiHost, type RecordSource } from '../widgets/apiHost.ts'
import type { Scope, WidgetHost } from '../widgets/host.ts'
import { remembered } from '../widgets/remembered.ts'
import { accountAddress } from './account/places.ts'
import { type AppState, createAppState } from './appState.ts'
import { createQueryValues, queriesRead, type QueryValues } from './queryValues.ts'
import { withRefresh } from './refresh.ts'
import { createActions, type Note } from './runActions.ts'
import type { ShownScreen } from './screens.ts'
import type { VisitorSession } from './visitor.ts'

export interface AppHostOptions extends Pick<RecordSource, 'env' | 'fetchJson' | 'token' | 'keeper'> {
  app: CompiledApp
  shown: ShownScreen | null
  address: string
  session: VisitorSession
  watch: WidgetHost['watch']
  go: (address: string) => void
  notify: (note: Note) => void
}

/** What the widgets of a running app see of the world. State outlives screens and, in the preview, edits of the app. */
export function useAppHost(options: AppHostOptions): WidgetHost {
  const { app, shown, address, session, env, fetchJson, token, keeper, watch, go, notify } = options
  const [state] = useState(createAppState)
  const refreshing = useMemo(() => withRefresh(watch), [watch])
  const answers = useAnswers({ app, shown, env, fetchJson, state, notify })
  return useMemo(() => {
    const source: RecordSource = { projectId: app.projectId, env, fetchJson, token, keeper }
    const refresh = (collection: string | null): void => {
      refreshing.refresh(collection)
      if (collection === null) answers.refresh()
    }
    const entering = {
      signIn: () => go(accountAddress('sign-in', address)),
      async signOut() {
        await fetchJson('POST', '/api/app/logout')
        go('/')
        await session.reload()
      },
    }
    const fixed = fixedScope(app, shown, session)
    const scope = remembered(
      () => [state.get(), answers.get()] as const,
      (values, queries): Scope => ({ ...fixed, state: values, queries }),
    )
    return createApiHost({
      ...source,
      watch: refreshing.watch,
      models: () => app.models,
      queries: () => app.queries ?? [],
      richText: (nodeId) => app.richTexts[nodeId] ?? null,
      hrefOf: (screenId) => {
        const screen = app.screens.find(({ id }) => id === screenId)
        return screen ? fillRoute(screen.route, {}) : null
      },
      run: createActions({ ...source, app, scope, state, go, refresh, notify, ...entering }),
      scope,
      watchScope: (listener) => {
        const stops = [state.watch(listener), answers.watch(listener)]
        return () => stops.forEach((stop) => stop())
      },
      screenOf: (form) => screenAbove(app, form.id),
      formOf: (input) => formAbove(app, input.id),
    })
  }, [app, shown, address, session, env, fetchJson, token, keeper, refreshing, answers, state, go, notify])
}

/** What the queries that this screen's expressions read have answered. */
function useAnswers({ app, shown, env, fetchJson, state, notify }: AnswersOptions): QueryValues {
  const answers = useMemo(
    () =>
      createQueryValues({
        source: { projectId: app.projectId, env, fetchJson },
        queries: queriesRead(app, shown?.screen.id),
        params: { ...shown?.params },
        state,
        onError: (message) => notify({ message, tone: 'danger' }),
      }),
    [app, shown, env, fetchJson, state, notify],
  )
  useEffect(() => answers.start(), [answers])
  return answers
}

type AnswersOptions = Pick<AppHostOptions, 'app' | 'shown' | 'env' | 'fetchJson' | 'notify'> & { state: AppState }

function fixedScope(app: CompiledApp, shown: ShownScreen | null, { visitor }: VisitorSession): Scope {
  const { name = '', route = '', title = '' } = shown?.screen ?? {}
  return {
    app: { name: app.name },
    screen: { name, route, title },
    params: { ...shown?.params },
    currentUser: visitor && { id: visitor.id, name: visitor.name, email: visitor.email, roles: visitor.roles },
  }
}

function formAbove(app: CompiledApp, nodeId: string): string {
  const nodes = new Map(app.nodes.map((node) => [node.id, node]))
  let at = nodes.get(nodeId)
  while (at && at.type !== 'form') at = nodes.get(at.parentId)
  return at?.id ?? ''
}

function screenAbove(app: CompiledApp, nodeId: string): string {
  const parents = new Map(app.nodes.map((node) => [node.id, node.parentId]))
  let at = nodeId
  for (let parent = parents.get(at); parent !== undefined; parent = parents.get(at)) at = parent
  return at
}
