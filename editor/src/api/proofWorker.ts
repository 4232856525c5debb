import type { Challenge } from '@axiom/shared/contracts/proofs'
import { solveChallenge } from 'altcha-lib'
import { digest } from 'lib0/hash/sha256'

/**
 * Finds the answer of a challenge, beside the page so that it stays quick. Hashes by a program of its own: the browser's is there on
 * secure origins only, and slower for so little at a time.
 */
addEventListener('message', ({ data }: MessageEvent<Challenge>) => {
  void solveChallenge({ challenge: data, deriveKey }).then((solution) => postMessage(solution))
})

type DeriveKey = Parameters<typeof solveChallenge>[0]['deriveKey']

const deriveKey: DeriveKey = ({ cost, keyLength }, salt, password) => {
  let key = new Uint8Array([...salt, ...password])
  for (let i = 0; i < cost; i++) key = digest(key)
  return Promise.resolve({ derivedKey: key.subarray(0, keyLength) })
}
