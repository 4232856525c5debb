import type { FlowTrigger } from '../../flows/flow.ts'
import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, getRow, setRegisters } from './support.ts'

export interface SetFlow {
  id: string
  name?: string
  enabled?: boolean
  trigger?: FlowTrigger
}

/** Renames a flow, turns it on or off, or says what starts it. */
export function setFlow(doc: ProjectDoc, { id, ...values }: SetFlow, origin: Origin): void {
  edit(doc, origin, () => setRegisters(getRow(doc, 'flows', id), '', values))
}
