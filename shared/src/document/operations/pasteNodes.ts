import type { Origin, ProjectDoc } from '../projectDoc.ts'
import type { ClipboardPayload } from './copyNodes.ts'
import { insertNodes } from './insertNodes.ts'

export interface PasteNodes {
  parentId: string
  beforeId?: string | null
  payload: ClipboardPayload
  /** Added to the frames of the topmost nodes. */
  offset?: { x: number; y: number }
}

/** Inserts copied nodes with fresh ids; returns the ids of the topmost. */
export function pasteNodes(
  doc: ProjectDoc,
  { payload, offset = { x: 0, y: 0 }, ...place }: PasteNodes,
  origin: Origin,
): string[] {
  const nodes = payload.nodes.map((spec) => {
    const frame = spec.frame
    return frame ? { ...spec, frame: { ...frame, x: frame.x + offset.x, y: frame.y + offset.y } } : spec
  })
  return insertNodes(doc, { ...place, nodes }, origin)
}
