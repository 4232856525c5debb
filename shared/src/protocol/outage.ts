import { z } from 'zod'

/**
 * Stateless message of the server: it cannot store edits at the moment, or can again [C9]. Edits wait for their acknowledgement
 * meanwhile. It is repeated while it lasts, so that the line is not taken for dead.
 */
export const OutageMessage = z.object({ type: z.literal('outage'), active: z.boolean() })
export type OutageMessage = z.infer<typeof OutageMessage>
