import type { Challenge, Proof } from '@axiom/shared/contracts/submissions'

/** Works on a challenge in a thread of its own. Rejects when the browser has none, or finds nothing. */
export async function solve(challenge: Challenge): Promise<Proof> {
  const worker = new Worker(new URL('./proofWorker.ts', import.meta.url), { type: 'module' })
  try {
    const solution = await new Promise<Proof['solution'] | null>((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<Proof['solution'] | null>) => resolve(data))
      worker.addEventListener('error', ({ message }) => reject(new Error(message)))
      worker.postMessage(challenge)
    })
    if (solution === null) throw new Error('no answer was found in time')
    return { challenge, solution: { counter: solution.counter, derivedKey: solution.derivedKey } }
  } finally {
    worker.terminate()
  }
}
