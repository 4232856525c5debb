import type { Breakpoint, NodeView } from '@axiom/shared/document/views'
import type { CompiledApp } from '@axiom/shared/model/app'
import { layoutOf, type ParentLayout, SCREEN_LAYOUT, screenCss, visualOrder } from '@axiom/shared/widgets/styles'
import { type ReactNode, useMemo } from 'react'

import type { WidgetHost } from '../widgets/host.ts'
import { WidgetView } from '../widgets/WidgetView.tsx'

interface Props {
  app: CompiledApp
  screenId: string
  breakpoint: Breakpoint
  host: WidgetHost
}

/** Everything on one screen. */
export function ScreenContent({ app, screenId, breakpoint, host }: Props): ReactNode {
  const children = useMemo(() => groupByParent(app.nodes), [app.nodes])
  const top = children.get(screenId) ?? []
  const draw = (nodes: readonly NodeView[], parent: ParentLayout): ReactNode =>
    visualOrder(nodes, breakpoint, parent).map((node) => (
      <WidgetView key={node.id} node={node} parent={parent} breakpoint={breakpoint} mode="run" host={host}>
        {draw(children.get(node.id) ?? [], layoutOf(node, breakpoint))}
      </WidgetView>
    ))
  return (
    <div className="ar-board" style={screenCss(top, breakpoint)}>
      {draw(top, SCREEN_LAYOUT)}
    </div>
  )
}

function groupByParent(nodes: readonly NodeView[]): Map<string, NodeView[]> {
  const groups = new Map<string, NodeView[]>()
  for (const node of nodes) groups.set(node.parentId, [...(groups.get(node.parentId) ?? []), node])
  return groups
}
