import type { ProjectDoc, ServerOrigin } from '../projectDoc.ts'
import { edit, setRegisters } from './support.ts'

/** Names the active release, so that every open editor learns of a publish at once. Server only. */
export function setRelease(doc: ProjectDoc, { releaseId }: { releaseId: string }, origin: ServerOrigin): void {
  edit(doc, origin, () => setRegisters(doc.roots.meta, '', { release: releaseId }))
}
