import type { Frame } from '@axiom/shared/document/views'

import { useEditorState } from '../../session/editorState.ts'
import { unionOf } from '../../session/geometry.ts'
import { HANDLES } from '../../session/world.ts'
import { createPool, onScreen, place, shape } from './shapes.ts'

export interface SelectionOverlay {
  /** `selected` and `hovered` in canvas units. */
  draw: (selected: readonly Frame[], hovered: Frame | null, canResize: boolean) => void
}

/** Outlines of what is selected, one box with eight handles and its size, and the outline of what is hovered. */
export function createSelectionOverlay(layer: HTMLElement): SelectionOverlay {
  const outlines = createPool(layer, 'ax-sel-part')
  const hover = shape('ax-hover')
  const whole = shape('ax-sel')
  const size = shape('ax-sel-size')
  for (const handle of HANDLES) {
    const grip = shape('ax-handle')
    grip.dataset['handle'] = handle
    whole.append(grip)
  }
  whole.append(size)
  layer.append(hover, whole)
  return {
    draw(selected, hovered, canResize) {
      const view = useEditorState.getState()
      const parts = selected.length > 1 ? selected : []
      outlines(parts.length).forEach((element, i) => {
        const part = parts[i]
        if (part) place(element, onScreen(part, view))
      })
      const box = unionOf(selected)
      whole.hidden = box === null
      whole.classList.toggle('is-fixed', !canResize)
      if (box) {
        const rect = onScreen(box, view)
        place(whole, rect)
        whole.classList.toggle('is-small', Math.min(rect.w, rect.h) < 24)
        size.textContent = `${Math.round(box.w)} × ${Math.round(box.h)}`
      }
      hover.hidden = hovered === null
      if (hovered) place(hover, onScreen(hovered, view))
    },
  }
}
