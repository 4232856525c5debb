import type { Breakpoint } from '@axiom/shared/document/views'
import type { CompiledApp } from '@axiom/shared/model/app'
import { lazy, type ReactNode, Suspense } from 'react'

import { r } from '../texts/r.ts'
import type { FetchJson } from '../widgets/fetchJson.ts'
import type { WidgetHost } from '../widgets/host.ts'
import { accountPageOf } from './account/places.ts'
import { Boundary } from './Boundary.tsx'
import { Failure } from './Failure.tsx'
import { ScreenContent } from './ScreenContent.tsx'
import type { ShownScreen } from './screens.ts'
import type { VisitorSession } from './visitor.ts'

// Most visits need none of these pages.
const AccountPage = lazy(() => import('./account/AccountPage.tsx'))

interface Props {
  app: CompiledApp
  shown: ShownScreen | null
  address: string
  breakpoint: Breakpoint
  host: WidgetHost
  session: VisitorSession
  fetchJson: FetchJson
  go: (address: string) => void
}

/** What is at an address: one of the app's own pages, a screen, or why there is none. */
export function AppScreen(props: Props): ReactNode {
  const { app, shown, address, breakpoint, host, session, fetchJson, go } = props
  const page = accountPageOf(address)
  const needsAccount = session.entrance === 'appUsers'
  const isClosed = page === null && (needsAccount || (shown !== null && session.closed.includes(shown.screen.id)))
  const toStart = { label: r('app.toStart'), onClick: () => go('/') }
  if (page !== null || (isClosed && (session.visitor === null || !session.visitor.verified))) {
    return (
      <Boundary key={`${page ?? 'guard'} ${session.visitor?.id ?? ''}`}>
        <Suspense fallback={null}>
          <AccountPage
            page={page ?? 'sign-in'}
            address={address}
            session={session}
            fetchJson={fetchJson}
            go={go}
            isNeeded={isClosed}
          />
        </Suspense>
      </Boundary>
    )
  }
  if (session.entrance === 'link' || session.entrance === 'members')
    return <Failure title={r(`app.${session.entrance}.title`)} lead={r(`app.${session.entrance}.lead`)} />
  if (isClosed) return <Failure title={r('app.closed.title')} lead={r('app.closed.lead')} wayOut={toStart} />
  if (!shown) return <Failure title={r('app.noPage.title')} lead={r('app.noPage.lead')} wayOut={toStart} />
  return (
    <Boundary key={address}>
      <ScreenContent app={app} screenId={shown.screen.id} breakpoint={breakpoint} host={host} />
    </Boundary>
  )
}
