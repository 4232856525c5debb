import { Readable } from 'node:stream'

import { expect, it } from 'vitest'

import { createUploadReader } from './readUpload.ts'
import type { Context } from './types.ts'

/** A request that sends some bytes; `complete`: all of them have come. */
function requestOf(complete: boolean) {
  const headers: Record<string, string> = {}
  const req = Object.assign(Readable.from([Buffer.from('some'), Buffer.from('rows')]), { complete })
  return { ctx: { req, set: (name: string, value: string) => (headers[name] = value) } as unknown as Context, headers }
}

it('reads so many bodies at a time, and goes on when one has ended', async () => {
  const read = createUploadReader(1)
  const held = Promise.withResolvers<string>()
  const first = read(requestOf(true).ctx, () => held.promise)
  const never = () => Promise.reject(new Error('read in spite of it'))
  await expect(read(requestOf(true).ctx, never)).rejects.toMatchObject({ code: 'rate_limited' })
  held.resolve('done')
  expect(await first).toBe('done')
  const all = read(requestOf(true).ctx, async (body) => (await body[Symbol.asyncIterator]().next()).value as Buffer)
  expect(String(await all)).toBe('some')
})

it('lets who was refused in the middle read why, and ends the connection', async () => {
  const read = createUploadReader(1)
  const { ctx, headers } = requestOf(false)
  await expect(read(ctx, () => Promise.reject(new Error('no rows')))).rejects.toThrow('no rows')
  expect(headers).toEqual({ Connection: 'close' })
  const whole = requestOf(true)
  await read(whole.ctx, () => Promise.resolve())
  expect(whole.headers).toEqual({})
})
