import type { DocumentStore } from '@axiom/shared/document/store'
import type { Breakpoint } from '@axiom/shared/document/views'
import { contentHeight, layoutOf, visualOrder } from '@axiom/shared/widgets/styles'

/** Children in the order they are drawn in. */
export function orderedChildren(store: DocumentStore, parentId: string, breakpoint: Breakpoint): readonly string[] {
  const views = store.getChildren(parentId).flatMap((id) => store.getNode(id) ?? [])
  return visualOrder(views, breakpoint, layoutOf(store.getNode(parentId), breakpoint)).map((node) => node.id)
}

/** How far the placed children of a screen reach. */
export function contentHeightOf(store: DocumentStore, screenId: string, breakpoint: Breakpoint): number {
  const views = store.getChildren(screenId).flatMap((id) => store.getNode(id) ?? [])
  return contentHeight(views, breakpoint)
}
