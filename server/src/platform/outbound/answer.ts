import type { IncomingMessage } from 'node:http'
import { Readable, Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'

import { AppError } from '@axiom/shared/errors'

const WITHOUT_BODY = new Set([204, 205, 304])

/** What came back, as a `Response` whose body streams, unpacked, and ends with an error after `maxBytes`. */
export function toResponse(answer: IncomingMessage, maxBytes: number, toError: (error: unknown) => unknown): Response {
  const status = answer.statusCode ?? 502
  const headers = new Headers()
  for (let index = 0; index + 1 < answer.rawHeaders.length; index += 2)
    headers.append(answer.rawHeaders[index] ?? '', answer.rawHeaders[index + 1] ?? '')
  if (WITHOUT_BODY.has(status)) {
    answer.resume()
    return new Response(null, { status, headers })
  }
  const body = unpacked(answer, maxBytes, toError)
  // The lengths and the packing of what was on the wire say nothing about what is read here.
  headers.delete('content-encoding')
  headers.delete('content-length')
  return new Response(Readable.toWeb(body) as ReadableStream<Uint8Array>, { status, headers })
}

function unpacked(answer: IncomingMessage, maxBytes: number, toError: (error: unknown) => unknown): Readable {
  const unpack = unpackerOf(answer.headers['content-encoding'])
  const capped = capAt(maxBytes)
  const fail = (error: unknown): void => {
    const known = toError(error)
    capped.destroy(known instanceof Error ? known : new Error(String(known)))
  }
  answer.once('error', fail)
  answer.once('aborted', () => fail(new Error('aborted')))
  // Whoever stops reading, or reads too much, ends the connection.
  capped.once('close', () => answer.destroy())
  if (!unpack) return answer.pipe(capped)
  unpack.once('error', fail)
  capped.once('close', () => unpack.destroy())
  return answer.pipe(unpack).pipe(capped)
}

function unpackerOf(encoding = 'identity'): Transform | null {
  switch (encoding.trim().toLowerCase()) {
    case 'identity':
      return null
    case 'gzip':
    case 'x-gzip':
      return createGunzip()
    case 'deflate':
      return createInflate()
    case 'br':
      return createBrotliDecompress()
    default:
      throw new AppError('outbound_failed', { message: `The other server packs its answer as “${encoding}”.` })
  }
}

/** Counts after unpacking, so that a small packed answer cannot fill the memory. */
function capAt(maxBytes: number): Transform {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.byteLength
      if (bytes <= maxBytes) return done(null, chunk)
      done(
        new AppError('outbound_failed', {
          message: `The other server’s answer is larger than ${maxBytes} bytes. Ask it for less.`,
        }),
      )
    },
  })
}
