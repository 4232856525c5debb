import { AppError } from '@axiom/shared/errors'

import { DuplicateKey } from '../../platform/db/port.ts'
import { hashSecret } from '../auth/index.ts'
import type { SubmissionStore } from './store.ts'

interface Made {
  id: string
}

/** Stores with a key only once, however often it is asked to, and answers the same each time; without one always. */
export async function once(
  store: SubmissionStore,
  { projectId, key }: { projectId: string; key: string | null },
  work: (onceKey: string | undefined) => Promise<Made>,
): Promise<Made> {
  if (key === null) return work(undefined)
  const onceKey = hashSecret(`${projectId} ${key}`)
  const earlier = await store.findOnce(onceKey)
  if (earlier) return { id: earlier._id }
  try {
    return await work(onceKey)
  } catch (error) {
    // The same one at the same time, its proof too: one of them wins, the others answer as it does.
    const isLate = error instanceof DuplicateKey || (error instanceof AppError && error.code === 'proof_refused')
    const winner = isLate ? await store.findOnce(onceKey) : null
    if (winner) return { id: winner._id }
    throw error
  }
}
