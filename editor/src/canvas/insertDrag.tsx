import { findWidget } from '@axiom/shared/widgets/registry'
import {
  DndContext,
  DragOverlay,
  PointerSensor,
  useDraggable,
  useSensor,
  useSensors,
  type DragMoveEvent,
} from '@dnd-kit/core'
import { createContext, useContext, useMemo, useState, type ReactNode } from 'react'

import type { Point } from '../session/editorState.ts'
import type { CanvasController } from './controller.ts'

export const CANVAS_DROP_ID = 'canvas'

/** The mounted canvas, for what is dragged onto it. */
export interface InsertTarget {
  get: () => CanvasController | null
  set: (controller: CanvasController | null) => void
}

function createInsertTarget(): InsertTarget {
  let current: CanvasController | null = null
  return { get: () => current, set: (controller) => void (current = controller) }
}

const InsertTargetContext = createContext<InsertTarget>(createInsertTarget())

/** Around the page's panels and canvas: palette items are dragged from the one onto the other. */
export function InsertDragProvider({ children }: { children: ReactNode }): ReactNode {
  const [target] = useState(createInsertTarget)
  const [dragged, setDragged] = useState<string | null>(null)
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }))
  const handlers = useMemo(() => dragHandlers(target, setDragged), [target])
  return (
    <InsertTargetContext value={target}>
      <DndContext sensors={sensors} autoScroll={false} {...handlers}>
        {children}
        <DragOverlay dropAnimation={null}>
          {dragged !== null && <span className="ax-drag-chip">{findWidget(dragged)?.label ?? dragged}</span>}
        </DragOverlay>
      </DndContext>
    </InsertTargetContext>
  )
}

function dragHandlers(target: InsertTarget, setDragged: (type: string | null) => void) {
  const end = (): void => setDragged(null)
  return {
    onDragStart: (event: DragMoveEvent | { active: DragMoveEvent['active'] }) => setDragged(typeOf(event.active)),
    onDragMove: (event: DragMoveEvent) => {
      const type = typeOf(event.active)
      const at = pointOver(event)
      const canvas = target.get()
      if (type !== null && canvas) canvas.tools.hoverInsert(type, at && canvas.toCanvas(at))
    },
    onDragEnd: (event: DragMoveEvent) => {
      end()
      const type = typeOf(event.active)
      const at = pointOver(event)
      const canvas = target.get()
      if (type === null || !canvas) return
      if (at) canvas.tools.dropInsert(type, canvas.toCanvas(at))
      else canvas.tools.hoverInsert(type, null)
    },
    onDragCancel: (event: { active: DragMoveEvent['active'] }) => {
      end()
      const type = typeOf(event.active)
      if (type !== null) target.get()?.tools.hoverInsert(type, null)
    },
  }
}

function typeOf(active: DragMoveEvent['active']): string | null {
  const type: unknown = active.data.current?.['insertType']
  return typeof type === 'string' ? type : null
}

/** Where the pointer is, if that is over the canvas and over nothing that covers it. */
function pointOver({ activatorEvent, delta }: DragMoveEvent): Point | null {
  if (!(activatorEvent instanceof MouseEvent)) return null
  const at = { x: activatorEvent.clientX + delta.x, y: activatorEvent.clientY + delta.y }
  const canvas = document.querySelector('.ax-canvas')
  const isOver = document.elementsFromPoint(at.x, at.y).some((element) => element === canvas)
  return isOver ? at : null
}

/** Makes a palette item draggable onto the canvas: spread `attributes` and `listeners`, set `ref`. */
export function useInsertDraggable(type: string) {
  const { attributes, listeners, setNodeRef, isDragging } = useDraggable({
    id: `insert-${type}`,
    data: { insertType: type },
  })
  return { attributes, listeners, ref: setNodeRef, isDragging }
}

export function useInsertTarget(): InsertTarget {
  return useContext(InsertTargetContext)
}
