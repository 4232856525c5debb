import type { ScreenView } from '@axiom/shared/document/views'
import type { CompiledApp } from '@axiom/shared/model/app'
import { paramNames } from '@axiom/shared/model/routes'
import type { ReactNode } from 'react'

import { r } from '../texts/r.ts'
import { accountAddress } from './account/places.ts'
import type { VisitorSession } from './visitor.ts'

interface Props {
  app: CompiledApp
  current: ScreenView | undefined
  address: string
  session: VisitorSession
}

/** Screens that this visitor may open; those that need a parameter are reached from others. */
export function Navigation({ app, current, address, session: { visitor, closed, entrance } }: Props): ReactNode {
  const screens = app.screens.filter(({ id, route }) => paramNames(route).length === 0 && !closed.includes(id))
  const hasAccounts = visitor !== null || closed.length > 0 || entrance === 'appUsers'
  if (screens.length < 2 && !hasAccounts) return null
  return (
    <header className="ar-nav">
      <strong>{app.name}</strong>
      <nav aria-label={r('app.screens')}>
        {screens.map((screen) => (
          <a key={screen.id} href={screen.route} aria-current={screen.id === current?.id ? 'page' : undefined}>
            {screen.name}
          </a>
        ))}
      </nav>
      {hasAccounts && (
        <a className="ar-nav-account" href={accountAddress(visitor ? 'account' : 'sign-in', visitor ? null : address)}>
          {visitor ? visitor.name : r('app.signIn')}
        </a>
      )}
    </header>
  )
}
