import { randomBytes } from 'node:crypto'
import { text } from 'node:stream/consumers'

import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import type { BlobStore, ByteRange } from './blobStore.ts'

/** What every store of blobs promises. */
export function describeBlobs(name: string, open: () => Promise<BlobStore>): void {
  describe(`BlobStore: ${name}`, () => {
    let blobs: BlobStore
    beforeAll(async () => {
      blobs = await open()
    })
    afterAll(() => blobs.close())

    const bytes = (words: string): Uint8Array => new TextEncoder().encode(words)
    const read = async (key: string, range?: ByteRange): Promise<string | null> => {
      const stream = await blobs.read(key, range)
      return stream && text(stream)
    }
    async function* parts(...words: (string | Error)[]): AsyncGenerator<Uint8Array> {
      for (const word of words) {
        if (word instanceof Error) throw word
        yield bytes(word)
        await Promise.resolve()
      }
    }

    it('[F1] keeps what it is given, whole or as a stream, also a second time', async () => {
      await blobs.put('p/one/original', bytes('Salix'), 5)
      expect([await read('p/one/original'), await blobs.size('p/one/original')]).toEqual(['Salix', 5])
      await blobs.put('p/one/original', parts('Acer ', 'campestre'), 14)
      expect([await read('p/one/original'), await blobs.size('p/one/original')]).toEqual(['Acer campestre', 14])
      await blobs.put('p/empty', bytes(''), 0)
      expect([await read('p/empty'), await blobs.size('p/empty')]).toEqual(['', 0])
    })

    it('[F1] reads parts of it', async () => {
      await blobs.put('p/range', bytes('0123456789'), 10)
      expect(await read('p/range', { start: 0, end: 0 })).toBe('0')
      expect(await read('p/range', { start: 3, end: 5 })).toBe('345')
      expect(await read('p/range', { start: 8, end: 9 })).toBe('89')
    })

    it('[F1] has nothing where nothing was put or what was put is removed', async () => {
      await blobs.put('p/gone', bytes('x'), 1)
      await blobs.remove('p/gone')
      for (const key of ['p/gone', 'p/never', 'p', 'p/range/below']) {
        expect([key, await read(key), await blobs.size(key)]).toEqual([key, null, null])
        await blobs.remove('p/never')
      }
    })

    it('[F1] keeps all or nothing: a body that fails, is short or too long leaves nothing', async () => {
      const broken = new Error('the sender is gone')
      await expect(blobs.put('p/new', parts('aft', broken), 5)).rejects.toThrow(broken.message)
      await expect(blobs.put('p/new', parts('aft'), 5)).rejects.toThrow(RangeError)
      await expect(blobs.put('p/new', parts('after', 'wards'), 5)).rejects.toThrow(RangeError)
      await expect(blobs.put('p/new', bytes('aft'), 5)).rejects.toThrow(RangeError)
      expect(await read('p/new')).toBeNull()
    })

    it('[F1] carries megabytes through', async () => {
      const chunk = randomBytes(1_000_000)
      const body = async function* (): AsyncGenerator<Uint8Array> {
        for (let i = 0; i < 12; i++) yield await Promise.resolve(chunk)
      }
      await blobs.put('p/large', body(), 12_000_000)
      expect(await blobs.size('p/large')).toBe(12_000_000)
      const tail = await blobs.read('p/large', { start: 11_000_000, end: 11_999_999 })
      const read: Uint8Array[] = []
      for await (const part of tail ?? []) read.push(part as Uint8Array)
      expect(Buffer.concat(read).equals(chunk)).toBe(true)
    })

    it.each(['', '/p', 'p//x', '../x', 'p/../x', 'p/.x', 'p/ä', 'p\\x', `p/${'x'.repeat(81)}`, 'a/b/c/d/e/f/g/h/i'])(
      '[F1] takes no key that could lead elsewhere: %j',
      async (key) => {
        const tries = [blobs.put, blobs.read, blobs.size, blobs.remove].map(async (call) =>
          (call as (...input: unknown[]) => Promise<unknown>)(key, bytes(''), 0),
        )
        for (const result of await Promise.allSettled(tries)) expect(result).toMatchObject({ status: 'rejected' })
      },
    )

    it('[F1] says that it is there', async () => {
      await expect(blobs.ping()).resolves.toBeUndefined()
    })
  })
}
