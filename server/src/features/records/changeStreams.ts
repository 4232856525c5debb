import type { PassThrough, Readable } from 'node:stream'

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
  const bySession = new Map<string, Set<PassThrough>>()

  function follow(sessionId: string, stream: PassThrough): void {
    const streams = bySession.get(sessionId) ?? new Set()
    bySession.set(sessionId, streams.add(stream))
    stream.once('close', () => {
      streams.delete(stream)
      if (streams.size === 0) bySession.delete(sessionId)
    })
  }

  return {
    /** Throws `rate_limited` when the client has too many of them. */
    open(client: string, request: ChangeStreamRequest): Readable {
      const count = open.get(client) ?? 0
      if (count >= MAX_PER_CLIENT)
        throw new AppError('rate_limited', { message: 'Too many open streams. Close one first.', retryAfter: 10 })
      open.set(client, count + 1)
      const stream = openChangeStream({ ...deps, tails }, request)
      if (request.sessionId !== null) follow(request.sessionId, stream)
      stream.once('close', () => {
        const left = (open.get(client) ?? 1) - 1
        if (left > 0) open.set(client, left)
        else open.delete(client)
      })
      return stream
    },
    /** Signed out, or a revoked key: whoever it was is asked again when they come back. */
    endSession(sessionId: string): void {
      for (const stream of bySession.get(sessionId) ?? []) stream.end()
    },
  }
}
