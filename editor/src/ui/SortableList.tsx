import { closestCenter, DndContext, PointerSensor, useSensor, useSensors, type DragEndEvent } from '@dnd-kit/core'
import { SortableContext, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable'
import type { CSSProperties, ReactNode } from 'react'

interface Props {
  ids: readonly string[]
  disabled?: boolean
  /** `null`: to the end. */
  onMove: (id: string, beforeId: string | null) => void
  children: ReactNode
}

/** Rows that the pointer can put in another order. By keyboard the rows' menus do the same. */
export function SortableList({ ids, disabled = false, onMove, children }: Props): ReactNode {
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 5 } }))
  const handleEnd = ({ active, over }: DragEndEvent): void => {
    const [from, to] = [ids.indexOf(String(active.id)), ids.indexOf(String(over?.id))]
    if (from === -1 || to === -1 || from === to) return
    onMove(String(active.id), (from < to ? ids[to + 1] : ids[to]) ?? null)
  }
  return (
    <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={handleEnd}>
      <SortableContext items={[...ids]} strategy={verticalListSortingStrategy} disabled={disabled}>
        {children}
      </SortableContext>
    </DndContext>
  )
}

export interface SortableRow {
  ref: (element: HTMLElement | null) => void
  style: CSSProperties
  /** For the element that is grasped. */
  handle: Record<string, unknown>
}

export function useSortableRow(id: string): SortableRow {
  const { setNodeRef, transform, transition, isDragging, listeners } = useSortable({ id })
  return {
    ref: setNodeRef,
    style: {
      ...(transform ? { transform: `translate3d(0, ${Math.round(transform.y)}px, 0)` } : {}),
      ...(transition ? { transition } : {}),
      ...(isDragging ? { zIndex: 1, opacity: 0.7 } : {}),
    },
    handle: { ...listeners },
  }
}
