import { PassThrough, type Readable } from 'node:stream'

import { AppError, ERRORS } from '@axiom/shared/errors'

/** Progress is said no more often than this. */
const PAUSE_MS = 150

type Work = (onProgress: (characters: number) => void) => Promise<unknown>

/**
 * Work as server-sent events: `progress`, then `result` or `problem`. It resolves once there is something to say; what fails before that
 * rejects, and is answered as any other refusal.
 */
export async function tellProgress(work: Work): Promise<Readable> {
  const stream = new PassThrough()
  const begun = Promise.withResolvers<void>()
  let said = 0
  const say = (event: string, data: unknown): void => {
    stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    begun.resolve()
  }
  const onProgress = (characters: number): void => {
    if (Date.now() - said < PAUSE_MS) return
    said = Date.now()
    say('progress', { characters })
  }
  work(onProgress).then(
    (result) => {
      say('result', result)
      stream.end()
    },
    (error: unknown) => {
      if (said === 0) return begun.reject(error)
      say('problem', problemOf(error))
      stream.end()
    },
  )
  await begun.promise
  return stream
}

/** The status of the answer is gone by then. */
function problemOf(error: unknown): { status: number; code: string; title: string } {
  const { code, status, message } = error instanceof AppError ? error : new AppError('internal')
  return { status, code, title: message || ERRORS.internal.message }
}
