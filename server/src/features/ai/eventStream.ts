import { PassThrough, type Readable } from 'node:stream'

import { AppError, ERRORS } from '@axiom/shared/errors'

/** Progress is said no more often than this. */
const PAUSE_MS = 150

/** Says one event; its data becomes JSON. */
export type Say = (event: string, data: unknown) => void

/**
 * Work as server-sent events: what it says, and `problem` when it fails. It resolves once something was said; what fails before that
 * rejects, and is answered as any other refusal.
 */
export async function tellEvents(work: (say: Say) => Promise<void>): Promise<Readable> {
  const stream = new PassThrough()
  const begun = Promise.withResolvers<void>()
  let hasBegun = false
  const say: Say = (event, data) => {
    stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
    hasBegun = true
    begun.resolve()
  }
  work(say).then(
    () => {
      begun.resolve()
      stream.end()
    },
    (error: unknown) => {
      if (!hasBegun) return begun.reject(error)
      say('problem', problemOf(error))
      stream.end()
    },
  )
  await begun.promise
  return stream
}

/** `progress` with the characters so far, now and then, and `result`. */
export function tellProgress(work: (onProgress: (characters: number) => void) => Promise<unknown>): Promise<Readable> {
  return tellEvents(async (say) => {
    let said = 0
    const result = await work((characters) => {
      if (Date.now() - said < PAUSE_MS) return
      said = Date.now()
      say('progress', { characters })
    })
    say('result', result)
  })
}

/** The status of the answer is gone by then. */
function problemOf(error: unknown): { status: number; code: string; title: string } {
  const { code, status, message } = error instanceof AppError ? error : new AppError('internal')
  return { status, code, title: message || ERRORS.internal.message }
}
