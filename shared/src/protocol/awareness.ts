import { z } from 'zod'

/** Who somebody is, stamped by the server: what a client claims here is overwritten. */
export const PresenceUser = z.object({
  id: z.string().max(40),
  name: z.string().max(80),
  /** 1–8: index of the presence ink (`--ax-presence-<n>`), by user and project. */
  colour: z.number().int().min(1).max(8),
})
export type PresenceUser = z.infer<typeof PresenceUser>

/** The Awareness state of an editor: small, sent on change, at most twice a second. Cursors and drags are presence frames. */
export const AwarenessState = z.object({
  user: PresenceUser.optional(),
  screenId: z.string().max(40).nullable(),
  selection: z.array(z.string().max(40)).max(20),
  /** Node id and field (`p:label`, `text`) being edited, as `id/field`. */
  editing: z.string().max(120).nullable(),
})
export type AwarenessState = z.infer<typeof AwarenessState>

/** Stateless message of the server after it refused an update. */
export const RefusedMessage = z.object({ type: z.literal('refused'), code: z.string(), key: z.string() })
export type RefusedMessage = z.infer<typeof RefusedMessage>
