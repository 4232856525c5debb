import type { Registration, Visitor } from '@axiom/shared/contracts/appUsers'

/** Who uses the app, and what of it he was sent. */
export interface VisitorSession {
  visitor: Visitor | null
  registration: Registration
  /** Screens that he may not open: their content was not sent. */
  closed: readonly string[]
  /** Reads everything again: who uses the app has changed. */
  reload: () => Promise<void>
}

/** In the editor's preview: a member, who sees everything. */
export const PREVIEW_SESSION: VisitorSession = {
  visitor: null,
  registration: 'invite',
  closed: [],
  reload: () => Promise.resolve(),
}
