import type { Breakpoint, NodeView } from '@axiom/shared/document/views'
import type { Css } from '@axiom/shared/widgets/styles'
import type { ReactNode } from 'react'

import type { WidgetHost } from './host.ts'

/** `edit`: on the canvas, where nothing inside takes focus or pointer. */
export type Mode = 'edit' | 'run'

export const isEdit = (mode: Mode): boolean => mode === 'edit'

/** What every renderer gets: its node, and the attributes that its one element must carry. */
export interface WidgetProps {
  node: NodeView
  breakpoint: Breakpoint
  mode: Mode
  host: WidgetHost
  children?: ReactNode
  root: { 'data-node-id': string; style: Css }
}
