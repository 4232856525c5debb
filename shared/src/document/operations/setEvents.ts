import type { Json } from '../../json.ts'
import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, getRow, setRegisters } from './support.ts'

export interface SetEvents {
  id: string
  /** Event → its list of actions; `undefined` removes it. */
  events: Record<string, Json | undefined>
}

/** Sets what happens on a node's events. */
export function setEvents(doc: ProjectDoc, { id, events }: SetEvents, origin: Origin): void {
  edit(doc, origin, () => setRegisters(getRow(doc, 'nodes', id), 'e:', events))
}
