import type { Frame } from '@axiom/shared/document/views'

import type { Point } from './editorState.ts'

/** What the mounted canvas offers to actions and panels: they need its measures, not its code. */
export interface CanvasHandle {
  focus: () => void
  /** Size of the visible canvas in CSS pixels. */
  size: () => { width: number; height: number }
  /** Outer box of a node in canvas units; null when it is not drawn. */
  box: (nodeId: string) => Frame | null
  contentBox: (parentId: string) => Frame | null
  /** Size of the artboard in canvas units. */
  board: () => { w: number; h: number }
  /** Middle of what is visible, in canvas units: where keyboard inserts and pastes go. */
  centre: () => Point
}

let current: CanvasHandle | null = null

export function getCanvas(): CanvasHandle | null {
  return current
}

/** Called by the canvas when it mounts; the returned function takes it back. */
export function registerCanvas(handle: CanvasHandle): () => void {
  current = handle
  return () => {
    if (current === handle) current = null
  }
}
