import type { Upload as UploadState } from '@axiom/shared/contracts/files'
import type { Problem } from '@axiom/shared/errors'
import { isObject } from '@axiom/shared/json'
import type { FileDescriptor } from '@axiom/shared/model/files'
import type { DetailedError, Upload } from 'tus-js-client'

export interface UploadRequest {
  /** Where uploads begin. */
  endpoint: string
  file: File
  /** Where it shall go. */
  metadata: Record<string, string>
  /** Of whoever uploads; visitors have none. */
  token?: (() => Promise<string>) | undefined
  /** Bytes that have arrived. */
  onProgress: (sent: number) => void
  /** Gives it up, on the server too. */
  signal: AbortSignal
}

/** What the server said against a file. */
export class UploadRefused extends Error {
  override readonly name = 'UploadRefused'
}

/** Small enough for proxies, large enough for one request of most files. */
const CHUNK = 8 * 1024 * 1024
/** A line that is away for longer needs somebody to try again. */
const RETRIES_MS = [500, 1_000, 3_000, 5_000, 10_000]

/**
 * Sends a file in pieces, and goes on where it broke, also after a reload. Rejects with `UploadRefused` for a refusal, any other error
 * when the server could not be reached, AbortError when it was given up.
 */
export async function uploadFile({ file, token, signal, ...place }: UploadRequest): Promise<FileDescriptor> {
  const { Upload } = await import('tus-js-client')
  signal.throwIfAborted()
  const upload = new Upload(file, {
    endpoint: place.endpoint,
    metadata: { filename: file.name, ...place.metadata },
    chunkSize: CHUNK,
    uploadDataDuringCreation: true,
    retryDelays: RETRIES_MS,
    removeFingerprintOnSuccess: true,
    fingerprint: () => Promise.resolve(fingerprintOf(file, place)),
    onBeforeRequest: async (request) => {
      if (token) request.setHeader('Authorization', `Bearer ${await token()}`)
    },
    onProgress: (sent) => place.onProgress(sent),
    onShouldRetry: (error) => (error.originalResponse?.getStatus() ?? 500) >= 409,
  })
  const [previous] = await upload.findPreviousUploads()
  if (previous) upload.resumeFromPreviousUpload(previous)
  await run(upload, signal)
  return describe(upload, file, token)
}

function run(upload: Upload, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      // The server forgets it by itself where this does not arrive.
      upload.abort(true).catch(() => undefined)
      reject(signal.reason)
    }
    const end = (): void => signal.removeEventListener('abort', giveUp)
    upload.options.onSuccess = () => {
      end()
      resolve()
    }
    upload.options.onError = (error) => {
      end()
      reject(refusalOf(error))
    }
    signal.addEventListener('abort', giveUp, { once: true })
    upload.start()
  })
}

/** What became of it: its kind is judged by the server. */
async function describe(upload: Upload, file: File, token: UploadRequest['token']): Promise<FileDescriptor> {
  const answer = await fetch(upload.url ?? '', {
    headers: { accept: 'application/json', ...(token ? { authorization: `Bearer ${await token()}` } : {}) },
  })
  const body: unknown = await answer.json()
  if (!answer.ok) throw new UploadRefused(titleOf(body))
  const { id, file: known } = body as UploadState
  return known ?? { id, name: file.name, type: file.type, size: file.size }
}

function refusalOf(error: Error | DetailedError): Error {
  const response = 'originalResponse' in error ? error.originalResponse : null
  if (!response) return error
  try {
    return new UploadRefused(titleOf(JSON.parse(response.getBody())))
  } catch (failure) {
    if (!(failure instanceof SyntaxError)) throw failure
    return error
  }
}

function titleOf(body: unknown): string {
  return isObject(body) ? String((body as Partial<Problem>).title ?? '') : ''
}

/** The same file for the same place goes on; anything else begins anew. */
function fingerprintOf(file: File, { endpoint, metadata }: Pick<UploadRequest, 'endpoint' | 'metadata'>): string {
  return ['axiom', endpoint, JSON.stringify(metadata), file.name, file.size, file.lastModified].join(' ')
}
