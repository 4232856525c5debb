export type Bytes = ReadableStream<Uint8Array<ArrayBuffer>>

/** The bytes of an answer; one without any has an empty stream. */
export function bodyOf({ body }: Response): Bytes {
  return body ?? new Blob().stream()
}

/** What comes out of a stream, in every browser. Who stops reading ends it. */
export async function* piecesOf<T>(stream: ReadableStream<T>): AsyncGenerator<T, void> {
  const reader = stream.getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel()
  }
}
