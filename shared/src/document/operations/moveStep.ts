import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { isBelow } from './addStep.ts'
import { edit, getRow, indexesInRoot, setPlace } from './support.ts'

export interface MoveStep {
  id: string
  /** The flow, or a branch of a condition. */
  parentId: string
  beforeId: string | null
}

/** Changes the place of a step in its flow. */
export function moveStep(doc: ProjectDoc, { id, parentId, beforeId }: MoveStep, origin: Origin): void {
  const index = indexesInRoot(doc, 'steps', { owns: (row) => isBelow(row, parentId), beforeId, moving: id })
  edit(doc, origin, () => setPlace(doc, getRow(doc, 'steps', id), { parentId, index }))
}
