import type { Frame } from '@axiom/shared/document/views'

import { type Mark, useEditorState } from '../../session/editorState.ts'
import type { Measure } from '../measure.ts'
import { createPool, onScreen, place, shape } from './shapes.ts'

/** Marks what differs from an earlier state: what came and what changed around its widget, what went where it was. */
export function createDifferenceOverlay(layer: HTMLElement, measure: Measure): { draw: () => void } {
  const boxes = createPool(layer, 'ax-diff')
  return {
    draw() {
      const view = useEditorState.getState()
      const marks = view.comparison?.marks.filter(({ screenId }) => screenId === view.screenId) ?? []
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

/** What is gone has no element: its frame counts from its parent, if that is still drawn. */
function boxOf(measure: Measure, { id, kind, parentId, frame }: Mark): Frame | null {
  if (kind !== 'removed') return measure.box(id)
  const origin = measure.contentBox(parentId)
  return origin && { ...frame, x: origin.x + frame.x, y: origin.y + frame.y }
}
