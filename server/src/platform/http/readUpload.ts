import { AppError } from '@axiom/shared/errors'

import type { Context } from './types.ts'

/**
 * Reads bodies that are long and come slowly, at most `atOnce` at a time in this process; throws `rate_limited` beyond. Who is refused in
 * the middle of his file is still told why: the rest of it is passed over, and the connection ends.
 */
export function createUploadReader(atOnce: number) {
  let reading = 0
  return async <T>(ctx: Context, work: (body: AsyncIterable<Buffer>) => Promise<T>): Promise<T> => {
    if (reading >= atOnce)
      throw new AppError('rate_limited', {
        message: 'Other files are being read. Try again in a moment.',
        retryAfter: 10,
      })
    reading++
    try {
      return await work(ctx.req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>)
    } finally {
      reading--
      if (!ctx.req.complete) ctx.set('Connection', 'close')
      ctx.req.resume()
    }
  }
}
