import { createHmac, randomInt } from 'node:crypto'

import { Challenge, type Proof } from '@axiom/shared/contracts/proofs'
import { AppError } from '@axiom/shared/errors'

import { type Collection, type Db, DuplicateKey, type Session } from '../../platform/db/port.ts'

interface UsedProof {
  /** The signature of its challenge. */
  _id: string
  at: Date
}

/** Which form or model asks, of which project. */
interface Guarded {
  projectId: string
  guardedId: string
}

const LIFETIME_S = 600
const ALGORITHM = 'SHA-256'
/**
 * A try is so many hashes in a row, and one of so many tries is right: half a second of a phone in the middle, at most one. Found
 * tries differ, but not as luck does, which would let some wait for many times longer.
 */
const HASHES = 50
const [FEWEST, MOST] = [300, 900]

export interface ProofDeps {
  db: Db
  /** Of the installation. */
  secret: string
  now: () => number
}

/** Challenges of what is guarded: signed, so that nothing is kept of them until they are spent. altcha-lib is loaded with the first. */
export async function createProofs({ db, secret, now }: ProofDeps) {
  const used: Collection<UsedProof> = db.collection('used_proofs')
  await used.createIndex({ at: 1 }, { expireAfterSeconds: 2 * LIFETIME_S })
  // A key of its own: a signature of a challenge can't be one of anything else.
  const hmacSignatureSecret = createHmac('sha256', secret).update('axiom: proofs of work').digest('base64url')

  return {
    async challenge(guarded: Guarded): Promise<Challenge> {
      const [{ createChallenge }, { deriveKey }] = await loadAltcha()
      const made = await createChallenge({
        algorithm: ALGORITHM,
        cost: HASHES,
        counter: randomInt(FEWEST, MOST),
        data: { ...guarded },
        deriveKey,
        expiresAt: Math.floor(now() / 1_000) + LIFETIME_S,
        hmacSignatureSecret,
      })
      return Challenge.parse(made)
    },

    /** Throws `proof_refused` unless it answers a challenge of ours, for this very thing, in time. Whether it was used is seen when it is spent. */
    async check({ projectId, guardedId }: Guarded, proof: Proof): Promise<void> {
      const { data, expiresAt } = proof.challenge.parameters
      const isMeant = data.projectId === projectId && data.guardedId === guardedId && expiresAt * 1_000 > now()
      if (!isMeant) throw new AppError('proof_refused')
      const [{ verifySolution }, { deriveKey }] = await loadAltcha()
      const { verified } = await verifySolution({ ...proof, deriveKey, hmacSignatureSecret })
      if (!verified) throw new AppError('proof_refused')
    },

    /** Each counts once, whichever process is asked: the store's own unique ids see to that. */
    async spend({ challenge }: Proof, session: Session): Promise<void> {
      try {
        await used.insertOne({ _id: challenge.signature, at: new Date(now()) }, { session })
      } catch (error) {
        if (!(error instanceof DuplicateKey)) throw error
        throw new AppError('proof_refused')
      }
    },
  }
}

export type Proofs = Awaited<ReturnType<typeof createProofs>>

const loadAltcha = () => Promise.all([import('altcha-lib'), import('altcha-lib/algorithms/sha')])
