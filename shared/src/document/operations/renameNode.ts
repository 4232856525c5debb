import type { Origin, ProjectDoc } from '../projectDoc.ts'
import { edit, getRow, setRegisters } from './support.ts'

/** Names a node for layers and history; references are by id and stay valid [M12]. An empty name shows the type's label again. */
export function renameNode(doc: ProjectDoc, { id, name }: { id: string; name: string }, origin: Origin): void {
  edit(doc, origin, () => setRegisters(getRow(doc, 'nodes', id), '', { name: name.trim() || undefined }))
}
