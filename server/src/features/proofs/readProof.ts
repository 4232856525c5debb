import { PROOF_HEADER, Proof } from '@axiom/shared/contracts/proofs'
import { AppError } from '@axiom/shared/errors'

import type { Context } from '../../platform/http/types.ts'

/** Far more than an honest one has. */
const LONGEST = 4_000

/** The proof that came with a request; undefined where none did. Throws `invalid_input` for what is none. */
export function readProof(ctx: Context): Proof | undefined {
  const text = ctx.get(PROOF_HEADER)
  if (text === '') return undefined
  const proof = Proof.safeParse(text.length > LONGEST ? null : parse(Buffer.from(text, 'base64').toString()))
  if (proof.success) return proof.data
  const message = 'must be JSON {"challenge", "solution"} in base64'
  throw new AppError('invalid_input', { errors: [{ path: PROOF_HEADER, code: 'invalid', message }] })
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
