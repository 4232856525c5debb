import type { Json } from '../../json.ts'
import type { Origin, ProjectDoc } from '../projectDoc.ts'
import type { Breakpoint } from '../views.ts'
import { edit, getRow, setRegisters } from './support.ts'

export interface SetStyles {
  ids: readonly string[]
  /** `undefined` removes a style, or an override. */
  styles: Record<string, Json | undefined>
  /** Absent or `desktop`: the base styles. */
  breakpoint?: Breakpoint
}

/** Sets styles of nodes, or their overrides at a breakpoint. */
export function setStyles(doc: ProjectDoc, { ids, styles, breakpoint = 'desktop' }: SetStyles, origin: Origin): void {
  const prefix = breakpoint === 'desktop' ? 's:' : `s@${breakpoint}:`
  edit(doc, origin, () => {
    for (const id of ids) setRegisters(getRow(doc, 'nodes', id), prefix, styles)
  })
}
