import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, getRow, setRegisters } from './support.ts'

export interface SetFlags {
  ids: readonly string[]
  locked?: boolean
  hidden?: boolean
}

/** Locks, unlocks, hides or shows nodes. */
export function setFlags(doc: ProjectDoc, { ids, locked, hidden }: SetFlags, origin: Origin): void {
  const flags = { ...(locked === undefined ? {} : { locked }), ...(hidden === undefined ? {} : { hidden }) }
  edit(doc, origin, () => {
    for (const id of ids) setRegisters(getRow(doc, 'nodes', id), '', flags)
  })
}
