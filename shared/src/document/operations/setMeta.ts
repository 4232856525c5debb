import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, setRegisters } from './support.ts'

/** Sets what describes the project inside its document; schema and epoch belong to the server. */
export function setMeta(doc: ProjectDoc, values: { name?: string; icon?: string }, origin: Origin): void {
  edit(doc, origin, () => setRegisters(doc.roots.meta, '', values))
}
