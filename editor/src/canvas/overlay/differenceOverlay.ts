import type { Frame } from '@axiom/shared/document/views'

import { type Mark, useEditorState } from '../../session/editorState.ts'
import type { Measure } from '../measure.ts'
import { createPool, onScreen, place, shape } from './shapes.ts'

/** Marks what differs from another state: around its widget, and where what is not there was or will be. */
export function createDifferenceOverlay(layer: HTMLElement, measure: Measure): { draw: () => void } {
  const boxes = createPool(layer, 'ax-diff')
  return {
    draw() {
      const view = useEditorState.getState()
      const shown = view.compared === 'difference' ? view.comparison : null
      const marks = shown?.marks.filter(({ screenId }) => screenId === view.screenId) ?? []
      const found = marks.flatMap((mark) => {
        const box = boxOf(measure, mark)
        return box ? [{ mark, box }] : []
      })
      boxes(found.length).forEach((element, i) => {
        const each = found[i]
        if (!each) return
        const tag = element.firstElementChild ?? element.appendChild(shape('ax-diff-tag'))
        element.dataset['kind'] = each.mark.kind
        tag.textContent = each.mark.label
        place(element, onScreen(each.box, view))
      })
    },
  }
}

/** What is gone or not there yet has no element: its frame counts from its parent, if that is drawn. */
function boxOf(measure: Measure, { id, kind, parentId, frame }: Mark): Frame | null {
  const box = measure.box(id)
  if (box || kind === 'changed') return box
  const origin = measure.contentBox(parentId)
  return origin && { ...frame, x: origin.x + frame.x, y: origin.y + frame.y }
}
