import type { Frame } from '@axiom/shared/document/views'

import { useEditorState } from '../../session/editorState.ts'
import type { Guide } from '../../session/world.ts'
import { createPool, onScreen, place, shape } from './shapes.ts'

export interface GestureOverlay {
  guides: (guides: readonly Guide[]) => void
  marquee: (box: Frame | null) => void
  /** The container that would take what is dragged, and the bar in a stack or grid. */
  drop: (container: Frame | null, line: Frame | null) => void
  ghost: (box: Frame | null) => void
  clear: () => void
}

/** What a gesture shows: vermilion measures, marquee, drop indicator, insertion ghost. */
export function createGestureOverlay(layer: HTMLElement): GestureOverlay {
  const lines = createPool(layer, 'ax-guide')
  const gaps = createPool(layer, 'ax-gap')
  const pills = createPool(layer, 'ax-gap-pill')
  const [marquee, container, bar, ghost] = ['ax-marquee', 'ax-drop', 'ax-drop-line', 'ax-ghost'].map((name) => {
    const element = shape(name)
    element.hidden = true
    layer.append(element)
    return element
  })

  function show(element: HTMLElement | undefined, box: Frame | null): void {
    if (!element) return
    element.hidden = box === null
    if (box) place(element, onScreen(box, useEditorState.getState()))
  }

  function drawGuides(guides: readonly Guide[]): void {
    const view = useEditorState.getState()
    const aligned = guides.filter((guide) => guide.kind === 'line')
    lines(aligned.length).forEach((element, i) => {
      const guide = aligned[i]
      if (!guide) return
      const rect = onScreen(lineFrame(guide), view)
      place(element, guide.axis === 'x' ? { ...rect, w: 1 } : { ...rect, h: 1 })
    })
    const measured = guides.filter((guide) => guide.kind === 'gap')
    const numbers = pills(measured.length)
    gaps(measured.length).forEach((element, i) => {
      const guide = measured[i]
      const pill = numbers[i]
      if (!guide || !pill) return
      const rect = onScreen(gapFrame(guide), view)
      const sideways = guide.axis === 'x'
      element.classList.toggle('is-down', !sideways)
      place(element, sideways ? { ...rect, y: rect.y - 3, h: 7 } : { ...rect, x: rect.x - 3, w: 7 })
      pill.textContent = String(Math.round(guide.to - guide.from))
      const middle = { x: rect.x + rect.w / 2, y: rect.y + rect.h / 2 }
      const at = sideways ? { x: middle.x, y: middle.y + 16 } : { x: middle.x + 20, y: middle.y }
      pill.style.transform = `translate(${at.x}px, ${at.y}px) translate(-50%, -50%)`
    })
  }

  return {
    guides: drawGuides,
    marquee: (box) => show(marquee, box),
    drop: (box, line) => {
      show(container, box)
      show(bar, line)
    },
    ghost: (box) => show(ghost, box),
    clear() {
      drawGuides([])
      for (const element of [marquee, container, bar, ghost]) show(element, null)
    },
  }
}

const lineFrame = ({ axis, at, from, to }: Guide): Frame =>
  axis === 'x' ? { x: at, y: from, w: 0, h: to - from } : { x: from, y: at, w: to - from, h: 0 }

const gapFrame = ({ axis, at, from, to }: Guide): Frame =>
  axis === 'x' ? { x: from, y: at, w: to - from, h: 0 } : { x: at, y: from, w: 0, h: to - from }
