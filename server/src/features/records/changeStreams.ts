import type { Readable } from 'node:stream'

import { AppError } from '@axiom/shared/errors'

import { type ChangeStreamDeps, type ChangeStreamRequest, openChangeStream } from './changeStream.ts'
import { createChangeTails, type ChangeTailDeps } from './changeTail.ts'

/** Streams that one account, or one address without an account, may hold open. */
const MAX_PER_CLIENT = 200

export type ChangeStreams = ReturnType<typeof createChangeStreams>

/** All open streams of this process. */
export function createChangeStreams(deps: Omit<ChangeStreamDeps, 'tails'> & ChangeTailDeps) {
  const tails = createChangeTails(deps)
  const open = new Map<string, number>()
  return {
    /** Throws `rate_limited` when the client has too many of them. */
    open(client: string, request: ChangeStreamRequest): Readable {
      const count = open.get(client) ?? 0
      if (count >= MAX_PER_CLIENT)
        throw new AppError('rate_limited', { message: 'Too many open streams. Close one first.', retryAfter: 10 })
      open.set(client, count + 1)
      const stream = openChangeStream({ ...deps, tails }, request)
      stream.once('close', () => {
        const left = (open.get(client) ?? 1) - 1
        if (left > 0) open.set(client, left)
        else open.delete(client)
      })
      return stream
    },
  }
}
