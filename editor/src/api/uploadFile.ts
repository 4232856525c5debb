import type { Problem } from '@axiom/shared/errors'

import { ApiError } from './client.ts'
import { getAccessToken } from './token.ts'

export interface UploadOptions {
  type: string
  /** How much of it has been sent, 0 to 1. */
  onSent: (share: number) => void
}

/** Sends a file as it is. `fetch` cannot tell how far it is. Throws `ApiError`. */
export async function uploadFile<T>(path: string, file: File, { type, onSent }: UploadOptions): Promise<T> {
  const token = await getAccessToken({ fresh: false })
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', path)
    request.setRequestHeader('content-type', type)
    request.setRequestHeader('authorization', `Bearer ${token}`)
    request.upload.onprogress = ({ loaded, total }) => onSent(total > 0 ? loaded / total : 1)
    request.onerror = () => reject(new ApiError(0, {}))
    request.onload = () => {
      const isJson = request.getResponseHeader('content-type')?.includes('json') ?? false
      const body: unknown = isJson ? JSON.parse(request.responseText) : {}
      if (request.status < 300) resolve(body as T)
      else reject(new ApiError(request.status, body as Partial<Problem>))
    }
    request.send(file)
  })
}
