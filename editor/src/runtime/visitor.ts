import type { Entrance } from '@axiom/shared/contracts/appAccess'
import type { Registration, Visitor } from '@axiom/shared/contracts/appUsers'

/** Who uses the app, and what of it he was sent. */
export interface VisitorSession {
  visitor: Visitor | null
  registration: Registration
  /** What it would take to open the app at all; null: it is open. */
  entrance: Entrance | null
  /** Screens that he may not open: their content was not sent. */
  closed: readonly string[]
  /** Reads everything again: who uses the app has changed. */
  reload: () => Promise<void>
}

/** In the editor's preview: a member, who sees everything. */
export const PREVIEW_SESSION: VisitorSession = {
  visitor: null,
  registration: 'invite',
  entrance: null,
  closed: [],
  reload: () => Promise.resolve(),
}
