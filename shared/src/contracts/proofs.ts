import { z } from 'zod'

import { Id } from './common.ts'

/** Carries a proof: an ALTCHA payload, JSON `{challenge, solution}` in base64. */
export const PROOF_HEADER = 'Axiom-Proof'

/** Work for the device of whoever sends something, as altcha-lib makes it; signed, for one thing, once, and only for a while. */
export const Challenge = z.strictObject({
  parameters: z.strictObject({
    algorithm: z.string().max(40),
    nonce: z.string().max(128),
    salt: z.string().max(128),
    cost: z.int(),
    keyLength: z.int(),
    keyPrefix: z.string().max(128),
    /** Seconds since 1970. */
    expiresAt: z.int(),
    /** `guardedId`: the form or the model that asks for it. */
    data: z.strictObject({ projectId: Id, guardedId: Id }),
  }),
  signature: z.string().max(128),
})
export type Challenge = z.infer<typeof Challenge>

/** A challenge with its answer. */
export const Proof = z.strictObject({
  challenge: Challenge,
  solution: z.object({ counter: z.int(), derivedKey: z.string().max(128) }),
})
export type Proof = z.infer<typeof Proof>
