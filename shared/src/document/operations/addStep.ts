import * as Y from 'yjs'

import type { StepKind } from '../../flows/flow.ts'
import type { Json } from '../../json.ts'
import { encodePlace, parsePlace, TRASH } from '../place.ts'
import { CREATE_ORIGIN, type Origin, type ProjectDoc, type Row } from '../projectDoc.ts'
import { edit, getRow, indexesInRoot, setPlace, setRegisters } from './support.ts'

export interface AddStep {
  flowId: string
  /** The flow, or a branch of a condition (`<stepId>`, `<stepId>-else`). */
  parentId: string
  kind: StepKind
  params?: Record<string, Json>
  beforeId?: string | null
}

/** Adds a step to a flow or to a branch; returns its id. */
export function addStep(doc: ProjectDoc, input: AddStep, origin: Origin): string {
  const { flowId, parentId, kind, params = {}, beforeId } = input
  getRow(doc, 'flows', flowId)
  const id = doc.chance.id()
  const index = indexesInRoot(doc, 'steps', { owns: (row) => isBelow(row, parentId), beforeId })
  doc.y.transact(() => {
    const row: Row = new Y.Map<unknown>()
    doc.roots.steps.set(id, row)
    setRegisters(row, '', { flow: flowId, kind })
    setRegisters(row, 'p:', params)
    row.set('at', encodePlace({ parentId: TRASH, index, previousParentId: parentId, since: doc.chance.now() }))
  }, CREATE_ORIGIN)
  edit(doc, origin, () => setPlace(doc, getRow(doc, 'steps', id), { parentId, index }))
  return id
}

/** True for a step that lies directly in the flow or branch. */
export function isBelow(row: Row, parentId: string): boolean {
  return parsePlace(row.get('at'))?.parentId === parentId
}
