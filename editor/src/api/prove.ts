import type { Challenge, Proof } from '@axiom/shared/contracts/proofs'

/** Not from the contract: visitors do not load what checks it. */
const PROOF_HEADER = 'axiom-proof'

/** Works on a challenge in a thread of its own; the header that proves it. Rejects when the browser has none, or finds nothing. */
export async function prove(challenge: Challenge): Promise<Record<string, string>> {
  const worker = new Worker(new URL('./proofWorker.ts', import.meta.url), { type: 'module' })
  try {
    const solution = await new Promise<Proof['solution'] | null>((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<Proof['solution'] | null>) => resolve(data))
      worker.addEventListener('error', ({ message }) => reject(new Error(message)))
      worker.postMessage(challenge)
    })
    if (solution === null) throw new Error('no answer was found in time')
    const { counter, derivedKey } = solution
    const proof: Proof = { challenge, solution: { counter, derivedKey } }
    return { [PROOF_HEADER]: btoa(JSON.stringify(proof)) }
  } finally {
    worker.terminate()
  }
}
