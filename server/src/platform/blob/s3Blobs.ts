import { Readable } from 'node:stream'

import { type BlobStore, demandKey, exactly } from './blobStore.ts'

export interface S3Options {
  bucket: string
  region: string
  /** Of another store than Amazon's, as http://127.0.0.1:9000. */
  endpoint?: string | undefined
  accessKeyId: string
  secretAccessKey: string
}

const quiet = (): void => undefined

/** Objects of a bucket, which must exist. The client is loaded here, so that nobody else pays for it. */
export async function openS3Blobs({ bucket, region, endpoint, ...credentials }: S3Options): Promise<BlobStore> {
  const s3 = await import('@aws-sdk/client-s3')
  const client = new s3.S3Client({
    region,
    credentials,
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    // The newer checksums come in a form of upload that other stores than Amazon's often do not take.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    // What goes wrong rejects, and is told there.
    logger: { trace: quiet, debug: quiet, info: quiet, warn: quiet, error: quiet },
  })
  const at = (key: string): { Bucket: string; Key: string } => {
    demandKey(key)
    return { Bucket: bucket, Key: key }
  }

  return {
    kind: 's3',
    async put(key, body, size) {
      const place = at(key)
      // A body that fails would leave the request waiting for the rest.
      const gone = new AbortController()
      const Body = body instanceof Uint8Array ? body : Readable.from(exactly(body, size), { objectMode: false })
      if (Body instanceof Uint8Array && Body.length !== size)
        throw new RangeError(`${Body.length} bytes instead of the promised ${size}`)
      let failure: Error | null = null
      if (Body instanceof Readable)
        Body.once('error', (error: Error) => {
          failure = error
          gone.abort()
        })
      try {
        await client.send(new s3.PutObjectCommand({ ...place, Body, ContentLength: size }), {
          abortSignal: gone.signal,
        })
      } catch (error) {
        throw failure ?? error
      }
    },
    async read(key, range) {
      const Range = range && `bytes=${range.start}-${range.end}`
      const found = await unlessMissing(client.send(new s3.GetObjectCommand({ ...at(key), ...(Range && { Range }) })))
      return found?.Body instanceof Readable ? found.Body : null
    },
    async size(key) {
      const found = await unlessMissing(client.send(new s3.HeadObjectCommand(at(key))))
      return found?.ContentLength ?? null
    },
    async remove(key) {
      await unlessMissing(client.send(new s3.DeleteObjectCommand(at(key))))
    },
    async ping() {
      await client.send(new s3.ListObjectsV2Command({ Bucket: bucket, MaxKeys: 1 }))
    },
    close() {
      client.destroy()
      return Promise.resolve()
    },
  }
}

/** Null for an object that is not there. */
async function unlessMissing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Error && ['NoSuchKey', 'NotFound'].includes(error.name)) return null
    throw error
  }
}
