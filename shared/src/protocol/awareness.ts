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
  /** Anchor and head of the selection in the text being edited: base64 of encoded Yjs relative positions. */
  cursor: z
    .tuple([z.string().max(40), z.string().max(40)])
    .nullable()
    .default(null),
  /** Awareness client whose view this tab follows. */
  follows: z.number().int().nonnegative().optional(),
  /** What is visible, told only while somebody follows: the middle and the width, in canvas units. */
  view: z
    .object({ breakpoint: z.enum(['desktop', 'phone']), x: z.number(), y: z.number(), w: z.number().positive() })
    .optional(),
  /** Does not want to be followed. */
  alone: z.literal(true).optional(),
})
export type AwarenessState = z.infer<typeof AwarenessState>

/** Bytes of one published state, without the server's stamp. */
const MAX_STATE = 256

/** The same state within its limit: of a large selection only as many ids as there is room for. */
export function boundState<T extends Omit<AwarenessState, 'user'>>(state: T): T {
  const selection = [...state.selection]
  while (selection.length > 0 && JSON.stringify({ ...state, selection }).length > MAX_STATE) selection.pop()
  return { ...state, selection }
}

/** Stateless message of the server after it refused an update. */
export const RefusedMessage = z.object({ type: z.literal('refused'), code: z.string(), key: z.string() })
export type RefusedMessage = z.infer<typeof RefusedMessage>
