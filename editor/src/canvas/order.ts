import type { DocumentStore } from '@axiom/shared/document/store'
import type { Breakpoint } from '@axiom/shared/document/views'
import { type Css, layoutOf, screenCss, visualOrder } from '@axiom/shared/widgets/styles'

/** Children in the order they are drawn in. */
export function orderedChildren(store: DocumentStore, parentId: string, breakpoint: Breakpoint): readonly string[] {
  const views = store.getChildren(parentId).flatMap((id) => store.getNode(id) ?? [])
  return visualOrder(views, breakpoint, layoutOf(store.getNode(parentId), breakpoint)).map((node) => node.id)
}

/** The screen's box: as high as what is on it. */
export function boardCssOf(store: DocumentStore, screenId: string, breakpoint: Breakpoint): Css {
  const views = store.getChildren(screenId).flatMap((id) => store.getNode(id) ?? [])
  return screenCss(views, breakpoint)
}
