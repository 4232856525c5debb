import type { Frame } from '@axiom/shared/document/views'

import { type Point, useEditorState } from '../session/editorState.ts'

/** Reads boxes of the drawn nodes. Everything else (overlays, tools, actions) works with the numbers it gives. */
export interface Measure {
  element: (nodeId: string) => HTMLElement | null
  /** Outer box in canvas units. */
  box: (nodeId: string) => Frame | null
  /** Padding box of a parent: what `left` and `top` of placed children count from. */
  contentBox: (parentId: string) => Frame | null
  board: () => { w: number; h: number }
  toCanvas: (client: Point) => Point
}

export function createMeasure(board: HTMLElement, screenId: () => string | null): Measure {
  const elements = new Map<string, HTMLElement>()

  function element(nodeId: string): HTMLElement | null {
    const known = elements.get(nodeId)
    if (known?.isConnected && board.contains(known)) return known
    const found = board.querySelector<HTMLElement>(`[data-node-id="${CSS.escape(nodeId)}"]`)
    if (found) elements.set(nodeId, found)
    else elements.delete(nodeId)
    return found
  }

  function toCanvas(client: Point): Point {
    const origin = board.getBoundingClientRect()
    const { zoom } = useEditorState.getState()
    return { x: (client.x - origin.left) / zoom, y: (client.y - origin.top) / zoom }
  }

  function box(nodeId: string): Frame | null {
    const rect = element(nodeId)?.getBoundingClientRect()
    if (!rect || (rect.width === 0 && rect.height === 0)) return null
    const { zoom } = useEditorState.getState()
    return { ...toCanvas({ x: rect.left, y: rect.top }), w: rect.width / zoom, h: rect.height / zoom }
  }

  function contentBox(parentId: string): Frame | null {
    if (parentId === screenId()) return { x: 0, y: 0, w: board.offsetWidth, h: board.offsetHeight }
    const outer = box(parentId)
    const host = element(parentId)
    if (!outer || !host) return null
    return { x: outer.x + host.clientLeft, y: outer.y + host.clientTop, w: host.clientWidth, h: host.clientHeight }
  }

  return { element, box, contentBox, toCanvas, board: () => ({ w: board.offsetWidth, h: board.offsetHeight }) }
}
