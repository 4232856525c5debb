import { Component, type ReactNode } from 'react'

import { r } from '../texts/r.ts'
import { Failure } from './Failure.tsx'

interface Props {
  children: ReactNode
}

/** A widget that cannot be drawn takes its screen with it, but not the app: its navigation still leads elsewhere. */
export class Boundary extends Component<Props, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true }
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children
    return <Failure title={r('app.broken.title')} lead={r('app.broken.lead')} />
  }
}
