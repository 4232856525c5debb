import type { Breakpoint } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import type { CompiledApp } from '@axiom/shared/model/app'
import { neededWidth, SCREEN_WIDTH, WIDEST_PHONE } from '@axiom/shared/widgets/styles'
import { themeToCss } from '@axiom/shared/widgets/theme'
import {
  type MouseEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react'

import type { FetchJson } from '../widgets/fetchJson.ts'
import type { Keeper } from '../widgets/formPost.ts'
import type { WidgetHost } from '../widgets/host.ts'
import { accountPageOf } from './account/places.ts'
import { AppScreen } from './AppScreen.tsx'
import { Navigation } from './Navigation.tsx'
import type { Note } from './runActions.ts'
import { findScreen } from './screens.ts'
import { Toast } from './Toast.tsx'
import { useAddress } from './useAddress.ts'
import { useAppHost } from './useAppHost.ts'
import { PREVIEW_SESSION, type VisitorSession } from './visitor.ts'

export interface AppViewProps {
  app: CompiledApp
  env: () => 'draft' | 'live' | ''
  fetchJson: FetchJson
  /** Of whoever works here, for uploads; visitors have none. */
  token?: (() => Promise<string>) | undefined
  keeper?: Keeper | undefined
  watch: WidgetHost['watch']
  /** Who uses it; the preview has a member who sees everything. */
  session?: VisitorSession
  /** Given by the editor's preview; else the window decides. */
  breakpoint?: Breakpoint
  /** Told which screen is open. */
  onShown?: (screenId: string) => void
  /** What is said at the foot of the app. */
  foot?: ReactNode
  /** In the preview, addresses stay inside; in an app they are the browser's. */
  embedded?: boolean
}

/** Anything narrower is a phone, even if everything would fit. */
const PHONE_WIDTH = 760

/** A whole app: its screens by address, with a navigation when there are several. */
export function AppView(props: AppViewProps): ReactNode {
  const {
    app,
    env,
    fetchJson,
    token,
    keeper,
    watch,
    session = PREVIEW_SESSION,
    breakpoint,
    foot,
    onShown,
    embedded = false,
  } = props
  const [address, go] = useAddress(embedded)
  const [note, setNote] = useState<Note | null>(null)
  const closeNote = useCallback(() => setNote(null), [])
  const shown = useMemo(() => findScreen(app.screens, address), [app.screens, address])
  const top = useMemo(
    () => app.nodes.filter(({ parentId }) => parentId === shown?.screen.id),
    [app.nodes, shown?.screen.id],
  )
  const isNarrow = useNarrow(Math.max(PHONE_WIDTH, neededWidth(top) - 1))
  const size: Breakpoint = breakpoint ?? (isNarrow ? 'phone' : 'desktop')
  const host = useAppHost({ app, shown, address, session, env, fetchJson, token, keeper, watch, go, notify: setNote })
  const own = accountPageOf(address)
  const main = useArrival(own ?? shown?.screen.id)
  const open = own === null ? shown?.screen.id : undefined
  useEffect(() => {
    if (open !== undefined) onShown?.(open)
  }, [open, onShown])
  const title = shown?.screen.title ?? ''
  useEffect(() => {
    if (!embedded) document.title = title === '' || title === app.name ? app.name : `${title} · ${app.name}`
  }, [embedded, title, app.name])
  return (
    <div
      className={`ar-app is-${size}`}
      style={themeToCss(app.theme as Record<string, Json>)}
      onClick={(event) => followInside(event, app, go)}
    >
      <Navigation app={app} current={own === null ? shown?.screen : undefined} address={address} session={session} />
      <main
        ref={main}
        tabIndex={-1}
        className="ar-screen"
        style={{ maxWidth: size === 'desktop' ? SCREEN_WIDTH.desktop : WIDEST_PHONE }}
      >
        <AppScreen
          app={app}
          shown={shown}
          address={address}
          breakpoint={size}
          host={host}
          session={session}
          fetchJson={fetchJson}
          go={go}
        />
      </main>
      {foot}
      {note !== null && <Toast note={note} onClose={closeNote} />}
    </div>
  )
}

/** Another screen begins at its top, and who listens hears that it is another one. */
function useArrival(screenId: string | undefined) {
  const main = useRef<HTMLElement>(null)
  const before = useRef(screenId)
  useEffect(() => {
    if (before.current === screenId) return
    before.current = screenId
    main.current?.focus({ preventScroll: true })
    main.current?.scrollIntoView({ block: 'start' })
  }, [screenId])
  return main
}

/** Whether the window has at most so many pixels. */
function useNarrow(width: number): boolean {
  const query = useMemo(() => matchMedia(`(max-width: ${width}px)`), [width])
  const subscribe = useCallback(
    (listener: () => void) => {
      query.addEventListener('change', listener)
      return () => query.removeEventListener('change', listener)
    },
    [query],
  )
  return useSyncExternalStore(subscribe, () => query.matches)
}

/** Links to screens of this app change the screen without a new page. */
function followInside(event: MouseEvent, app: CompiledApp, go: (address: string) => void): void {
  const link = event.target instanceof Element ? event.target.closest('a') : null
  const address = link?.getAttribute('href')
  const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && link?.target !== '_blank'
  if (!address?.startsWith('/') || !isPlain || !(findScreen(app.screens, address) || accountPageOf(address))) return
  event.preventDefault()
  go(address)
}
