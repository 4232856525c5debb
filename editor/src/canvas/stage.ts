import type { Frame } from '@axiom/shared/document/views'

import type { GestureStage } from '../session/world.ts'
import type { Measure } from './measure.ts'
import type { GestureOverlay } from './overlay/gestureOverlay.ts'

export interface StageDeps {
  measure: Measure
  overlay: GestureOverlay
  send: GestureStage['send']
  /** The selection's outline follows what moves. */
  redraw: () => void
  setCursor: (kind: 'dragging' | null) => void
}

interface Before {
  from: Frame
  transform: string
  width: string
  height: string
}

/** Shows a gesture on the nodes' own elements: transforms and sizes by CSSOM, taken back before anything is written. */
export function createStage({ measure, overlay, send, redraw, setCursor }: StageDeps): GestureStage {
  const touched = new Map<HTMLElement, Before>()

  function hold(id: string): { element: HTMLElement; from: Frame } | null {
    const element = measure.element(id)
    if (!element) return null
    const known = touched.get(element)
    if (known) return { element, from: known.from }
    const from = measure.box(id)
    if (!from) return null
    touched.set(element, {
      from,
      transform: element.style.transform,
      width: element.style.width,
      height: element.style.height,
    })
    element.classList.add('ax-live')
    return { element, from }
  }

  return {
    moved(ids, dx, dy) {
      setCursor('dragging')
      for (const id of ids) {
        const held = hold(id)
        if (held) held.element.style.transform = `translate(${dx}px, ${dy}px)`
      }
      redraw()
    },
    resized(boxes) {
      for (const [id, box] of Object.entries(boxes)) {
        const held = hold(id)
        if (!held) continue
        const { style } = held.element
        style.transform = `translate(${box.x - held.from.x}px, ${box.y - held.from.y}px)`
        style.width = `${box.w}px`
        style.height = `${box.h}px`
      }
      redraw()
    },
    guides: overlay.guides,
    marquee: overlay.marquee,
    drop: (place) => overlay.drop(place && measure.contentBox(place.parentId), place?.line ?? null),
    ghost: overlay.ghost,
    send,
    clear() {
      for (const [element, before] of touched) restore(element, before)
      touched.clear()
      overlay.clear()
      setCursor(null)
      redraw()
    },
  }
}

/** React does not write a style again that it believes to be there: what the gesture covered is put back. */
function restore(element: HTMLElement, { transform, width, height }: Before): void {
  element.classList.remove('ax-live')
  element.style.transform = transform
  element.style.width = width
  element.style.height = height
}
