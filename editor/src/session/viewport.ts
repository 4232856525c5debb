import type { Frame } from '@axiom/shared/document/views'

import { getCanvas } from './canvasHandle.ts'
import { type Point, setView, useEditorState } from './editorState.ts'
import { unionOf } from './geometry.ts'

export const MIN_ZOOM = 0.1
export const MAX_ZOOM = 8
const STEPS = [0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4, 8]
/** Space around what is fitted, and room for the label above the artboard. */
const MARGIN = 56

interface View {
  zoom: number
  pan: Point
}

const clamp = (zoom: number): number => Math.min(MAX_ZOOM, Math.max(MIN_ZOOM, zoom))

/** The view after zooming so that the point under the cursor stays under it. */
export function zoomedAt({ zoom, pan }: View, at: Point, factor: number): View {
  const next = clamp(zoom * factor)
  const ratio = next / zoom
  return { zoom: next, pan: { x: at.x - (at.x - pan.x) * ratio, y: at.y - (at.y - pan.y) * ratio } }
}

/** The view that shows a box whole and centred, never larger than `max`. */
export function fitting(box: Frame, size: { width: number; height: number }, max = 1): View {
  const free = { w: Math.max(1, size.width - 2 * MARGIN), h: Math.max(1, size.height - 2 * MARGIN) }
  const zoom = clamp(Math.min(max, free.w / Math.max(1, box.w), free.h / Math.max(1, box.h)))
  return {
    zoom,
    pan: {
      x: Math.round((size.width - box.w * zoom) / 2 - box.x * zoom),
      y: Math.round((size.height - box.h * zoom) / 2 - box.y * zoom),
    },
  }
}

/** The middle and the width of what is visible, in canvas units: the same view in a window of another size. */
export interface Sight extends Point {
  w: number
}

interface Size {
  width: number
  height: number
}

export function sightOf({ zoom, pan }: View, { width, height }: Size): Sight {
  return { x: (width / 2 - pan.x) / zoom, y: (height / 2 - pan.y) / zoom, w: width / zoom }
}

export function viewOf({ x, y, w }: Sight, { width, height }: Size): View {
  const zoom = clamp(width / w)
  return { zoom, pan: { x: width / 2 - x * zoom, y: height / 2 - y * zoom } }
}

/** One step up or down the usual scale. */
export function nextZoom(zoom: number, direction: 1 | -1): number {
  const found =
    direction === 1 ? STEPS.find((step) => step > zoom + 0.001) : STEPS.findLast((step) => step < zoom - 0.001)
  return found ?? (direction === 1 ? MAX_ZOOM : MIN_ZOOM)
}

export function panBy(dx: number, dy: number): void {
  const { zoom, pan } = useEditorState.getState()
  setView({ zoom, pan: { x: pan.x + dx, y: pan.y + dy } })
}

export function zoomAt(at: Point, factor: number): void {
  setView(zoomedAt(useEditorState.getState(), at, factor))
}

/** To an exact scale, around the middle of the canvas. */
export function zoomTo(zoom: number): void {
  const size = getCanvas()?.size() ?? { width: 0, height: 0 }
  zoomAt({ x: size.width / 2, y: size.height / 2 }, zoom / useEditorState.getState().zoom)
}

/** The view of the last fit: as long as it is untouched, it fits again when the canvas gets another size. */
let fitted: Point | null = null

/** The artboard's whole width, from its top: a long screen would become too small to read. */
export function zoomToFit(): void {
  const canvas = getCanvas()
  if (!canvas) return
  const { w, h } = canvas.board()
  const size = canvas.size()
  const view = fitting({ x: 0, y: 0, w, h: Math.min(h, size.height) }, size)
  fitted = { x: view.pan.x, y: 48 }
  setView({ zoom: view.zoom, pan: fitted })
}

/** The canvas got another size and its left edge moved by `dx`: the paper stays where it is, or fits as before. */
export function keepView(dx: number): void {
  if (useEditorState.getState().pan === fitted) zoomToFit()
  else if (dx !== 0) panBy(-dx, 0)
}

export function zoomToSelection(): void {
  const canvas = getCanvas()
  const box = canvas && unionOf(useEditorState.getState().selection.flatMap((id) => canvas.box(id) ?? []))
  if (canvas && box) setView(fitting(box, canvas.size(), 2))
}
