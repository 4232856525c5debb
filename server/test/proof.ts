import type { Challenge, Proof } from '@axiom/shared/contracts/proofs'
import { type Challenge as Given, solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/sha'

/** Does the work of a visitor's device. */
export async function solve(challenge: Challenge): Promise<Proof> {
  const solution = await solveChallenge({ challenge: challenge as Given, deriveKey })
  if (!solution) throw new Error('no solution')
  return { challenge, solution: { counter: solution.counter, derivedKey: solution.derivedKey } }
}

/** A proof, or what is none, as it is sent. */
export function proofHeader(proof: unknown): Record<string, string> {
  return { 'axiom-proof': Buffer.from(JSON.stringify(proof)).toString('base64') }
}
