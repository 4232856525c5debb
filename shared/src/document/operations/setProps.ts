import type { Json } from '../../json.ts'
import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, getRow, setRegisters } from './support.ts'

export interface SetProps {
  ids: readonly string[]
  /** `undefined` removes a property (its default shows again). */
  props: Record<string, Json | undefined>
}

/** Sets properties of nodes, one register each. */
export function setProps(doc: ProjectDoc, { ids, props }: SetProps, origin: Origin): void {
  edit(doc, origin, () => {
    for (const id of ids) setRegisters(getRow(doc, 'nodes', id), 'p:', props)
  })
}
