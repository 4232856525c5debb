import type { Origin, ProjectDoc } from '../projectDoc.ts'
import type { Breakpoint, Frame } from '../views.ts'
import { edit, getRow, setRegisters } from './support.ts'

export interface SetFrames {
  frames: Record<string, Frame | undefined>
  /** Absent or `desktop`: the base geometry; `undefined` as frame resets an override. */
  breakpoint?: Breakpoint
}

/** Sets the one geometry register of each node [M3]; once per gesture, never while dragging. */
export function setFrames(doc: ProjectDoc, { frames, breakpoint = 'desktop' }: SetFrames, origin: Origin): void {
  const key = breakpoint === 'desktop' ? 'frame' : `frame@${breakpoint}`
  edit(doc, origin, () => {
    for (const [id, frame] of Object.entries(frames)) {
      if (frame !== undefined || key !== 'frame') setRegisters(getRow(doc, 'nodes', id), '', { [key]: frame })
    }
  })
}
