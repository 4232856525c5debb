import type { Readable } from 'node:stream'

/** Bytes `start` to `end`, both included. */
export interface ByteRange {
  start: number
  end: number
}

export type Bytes = Uint8Array | AsyncIterable<Uint8Array>

/**
 * Where the bytes of files are: a folder, or a bucket of an S3-compatible store. Two adapters, one contract suite
 * (`blob.contract.ts`). A key is up to eight names of letters, digits, `_`, `-` and `.`, joined by slashes; names never begin with a dot.
 */
export interface BlobStore {
  readonly kind: 'disk' | 's3'
  /**
   * Exactly `size` bytes, under a new key, or the same again. All or nothing: a body that fails or is of another size leaves nothing
   * under a new key.
   */
  put(key: string, body: Bytes, size: number): Promise<void>
  /** What is there, or a part of it; null for nothing. The caller reads the stream or destroys it. */
  read(key: string, range?: ByteRange): Promise<Readable | null>
  /** In bytes; null for nothing. */
  size(key: string): Promise<number | null>
  /** Also fine when there is nothing. */
  remove(key: string): Promise<void>
  /** Rejects with what is wrong. */
  ping(): Promise<void>
  close(): Promise<void>
}

const NAME = /^[A-Za-z0-9_-][A-Za-z0-9_.-]{0,79}$/

/** Throws TypeError for what is no key: keys are made by our own code, never by people. */
export function demandKey(key: string): void {
  const names = key.split('/')
  if (names.length > 8 || !names.every((name) => NAME.test(name))) throw new TypeError(`No key of a blob: ${key}`)
}

/** Passes bytes on, and fails where they are not as many as promised. */
export async function* exactly(body: Bytes, size: number): AsyncGenerator<Uint8Array> {
  let passed = 0
  for await (const chunk of body instanceof Uint8Array ? [body] : body) {
    passed += chunk.length
    if (passed > size) throw new RangeError(`More than the promised ${size} bytes`)
    yield chunk
  }
  if (passed < size) throw new RangeError(`${passed} bytes instead of the promised ${size}`)
}
