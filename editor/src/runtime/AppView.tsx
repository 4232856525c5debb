import type { Breakpoint, ScreenView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import type { CompiledApp } from '@axiom/shared/model/app'
import { SCREEN_WIDTH } from '@axiom/shared/widgets/styles'
import { themeToCss } from '@axiom/shared/widgets/theme'
import { type MouseEvent, type ReactNode, useEffect, useMemo, useState, useSyncExternalStore } from 'react'

import { createApiHost, type FetchJson } from '../widgets/apiHost.ts'
import type { WidgetHost } from '../widgets/host.ts'
import { createActions } from './actions.ts'
import { ScreenContent } from './ScreenContent.tsx'

export interface AppViewProps {
  app: CompiledApp
  env: () => 'draft' | 'live' | ''
  fetchJson: FetchJson
  watch: WidgetHost['watch']
  /** Given by the editor's preview; else the window decides. */
  breakpoint?: Breakpoint
  /** In the preview, routes stay inside; in an app they are addresses. */
  embedded?: boolean
}

const PHONE = '(max-width: 760px)'

/** A whole app: its screens by route, with a navigation when there are several. */
export function AppView({ app, env, fetchJson, watch, breakpoint, embedded = false }: AppViewProps): ReactNode {
  const isNarrow = useSyncExternalStore(subscribeWidth, () => matchMedia(PHONE).matches)
  const shown: Breakpoint = breakpoint ?? (isNarrow ? 'phone' : 'desktop')
  const [route, go] = useRoute(embedded)
  const [note, setNote] = useState<string | null>(null)
  const screen = app.screens.find((one) => one.route === route) ?? app.screens[0]
  const host = useMemo(
    () =>
      createApiHost({
        projectId: app.projectId,
        env,
        fetchJson,
        watch,
        models: () => app.models,
        richText: (nodeId) => app.richTexts[nodeId] ?? null,
        hrefOf: (screenId) => app.screens.find((one) => one.id === screenId)?.route ?? null,
        run: createActions({ app, go, notify: setNote, fetchJson, env }),
        scope: () => ({
          app: { name: app.name },
          screen: screen ? { name: screen.name, route: screen.route, title: screen.title } : {},
        }),
        screenOf: (form) => screenAbove(app, form.id),
      }),
    [app, env, fetchJson, watch, go, screen],
  )
  useEffect(() => {
    if (!embedded && screen) document.title = screen.title === app.name ? app.name : `${screen.title} · ${app.name}`
  }, [embedded, screen, app.name])
  if (!screen) return null
  return (
    <div
      className={`ar-app is-${shown}`}
      style={themeToCss(app.theme as Record<string, Json>)}
      onClick={(event) => followInside(event, app, go)}
    >
      {app.screens.length > 1 && <Navigation app={app} current={screen} />}
      <main className="ar-screen" style={{ maxWidth: shown === 'desktop' ? SCREEN_WIDTH.desktop : undefined }}>
        <ScreenContent app={app} screenId={screen.id} breakpoint={shown} host={host} />
      </main>
      {note !== null && (
        <p className="ar-note" role="status">
          {note}{' '}
          <button type="button" onClick={() => setNote(null)}>
            Close
          </button>
        </p>
      )}
    </div>
  )
}

function Navigation({ app, current }: { app: CompiledApp; current: ScreenView }): ReactNode {
  return (
    <header className="ar-nav">
      <strong>{app.name}</strong>
      <nav aria-label="Screens">
        {app.screens.map((screen) => (
          <a key={screen.id} href={screen.route} aria-current={screen.id === current.id ? 'page' : undefined}>
            {screen.name}
          </a>
        ))}
      </nav>
    </header>
  )
}

function subscribeWidth(listener: () => void): () => void {
  const query = matchMedia(PHONE)
  query.addEventListener('change', listener)
  return () => query.removeEventListener('change', listener)
}

function useRoute(embedded: boolean): [string, (route: string) => void] {
  const [route, setRoute] = useState(embedded ? '/' : location.pathname)
  useEffect(() => {
    if (embedded) return
    const onPop = (): void => setRoute(location.pathname)
    addEventListener('popstate', onPop)
    return () => removeEventListener('popstate', onPop)
  }, [embedded])
  const go = useMemo(
    () =>
      (next: string): void => {
        if (!embedded) history.pushState(null, '', next)
        setRoute(next)
      },
    [embedded],
  )
  return [route, go]
}

/** Links to screens of this app change the screen without a new page. */
function followInside(event: MouseEvent, app: CompiledApp, go: (route: string) => void): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null
  const route = link?.getAttribute('href')
  if (!route || event.metaKey || event.ctrlKey || !app.screens.some((screen) => screen.route === route)) return
  event.preventDefault()
  go(route)
}

function screenAbove(app: CompiledApp, nodeId: string): string {
  const parents = new Map(app.nodes.map((node) => [node.id, node.parentId]))
  let at = nodeId
  for (let parent = parents.get(at); parent !== undefined; parent = parents.get(at)) at = parent
  return at
}
