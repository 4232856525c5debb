import type { Breakpoint } from '@axiom/shared/document/views'
import { type Css, layoutOf, type ParentLayout, SCREEN_LAYOUT, SCREEN_WIDTH } from '@axiom/shared/widgets/styles'
import { memo, useCallback, useMemo, useSyncExternalStore, type Ref, type ReactNode } from 'react'

import { useChildren, useNode, useProjectSession } from '../document/hooks.ts'
import { useEditorState } from '../session/editorState.ts'
import type { WidgetHost } from '../widgets/host.ts'
import { WidgetView } from '../widgets/WidgetView.tsx'
import { boardCssOf, orderedChildren } from './order.ts'

interface ArtboardProps {
  screenId: string
  host: WidgetHost
  boardRef: Ref<HTMLDivElement>
  /** CSS variables of the project's theme (`--app-*`). */
  theme: Record<string, string>
}

/** The screen on the canvas. Its element is the origin of all canvas units. */
export function Artboard({ screenId, host, boardRef, theme }: ArtboardProps): ReactNode {
  const breakpoint = useEditorState((state) => state.breakpoint)
  const children = useOrderedChildren(screenId)
  const { store } = useProjectSession()
  // As text, so that it is only another one when it says something else.
  const box = useSyncExternalStore(
    useCallback((listener: () => void) => store.subscribe('any', listener), [store]),
    () => JSON.stringify(boardCssOf(store, screenId, breakpoint)),
  )
  return (
    <div
      ref={boardRef}
      className={`ax-board is-${breakpoint}`}
      data-testid="artboard"
      style={boardStyle(box, theme, breakpoint)}
    >
      {children.map((id) => (
        <CanvasNode key={id} id={id} parent={SCREEN_LAYOUT} host={host} />
      ))}
    </div>
  )
}

function boardStyle(box: string, theme: Record<string, string>, breakpoint: Breakpoint): Css {
  const css = JSON.parse(box) as Css
  const least = breakpoint === 'phone' ? 720 : 760
  return {
    ...theme,
    ...css,
    width: SCREEN_WIDTH[breakpoint],
    minHeight: Math.max(Number(css['minHeight'] ?? 0), least),
  }
}

interface CanvasNodeProps {
  id: string
  parent: ParentLayout
  host: WidgetHost
}

/** One node: it alone renders again when it changes. */
const CanvasNode = memo(function CanvasNode({ id, parent, host }: CanvasNodeProps): ReactNode {
  const node = useNode(id)
  const breakpoint = useEditorState((state) => state.breakpoint)
  const children = useOrderedChildren(id)
  const { kind, direction } = layoutOf(node, breakpoint)
  const own = useMemo(() => ({ kind, direction }), [kind, direction])
  if (!node || node.hidden) return null
  return (
    <WidgetView node={node} parent={parent} breakpoint={breakpoint} mode="edit" host={host}>
      {children.map((child) => (
        <CanvasNode key={child} id={child} parent={own} host={host} />
      ))}
    </WidgetView>
  )
})

/** On a phone a free parent stacks its children by sight, so their order follows their frames too. */
function useOrderedChildren(parentId: string): readonly string[] {
  const breakpoint = useEditorState((state) => state.breakpoint)
  const { store } = useProjectSession()
  const children = useChildren(parentId)
  const subscribe = useCallback(
    (listener: () => void) => (breakpoint === 'phone' ? store.subscribe('any', listener) : () => undefined),
    [store, breakpoint],
  )
  const key = useSyncExternalStore(subscribe, () =>
    breakpoint === 'phone' ? orderedChildren(store, parentId, breakpoint).join() : '',
  )
  return useMemo(() => (key === '' ? children : key.split(',')), [children, key])
}
