import type { FieldError, Problem } from '@axiom/shared/errors'

import { t } from '../texts/t.ts'
import { getAccessToken, isSignedOut } from './token.ts'

/** A refusal of the server. Match on `code`; `offline` means that no answer came at all. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: string
  readonly status: number
  readonly errors: readonly FieldError[]
  readonly requestId: string | null

  constructor(status: number, problem: Partial<Problem>) {
    super(problem.title ?? t('error.unreachable'))
    this.status = status
    this.code = problem.code ?? (status === 0 ? 'offline' : 'internal')
    this.errors = problem.errors ?? []
    this.requestId = problem.requestId ?? null
  }
}

export interface RequestOptions {
  /** `false`: without the access token, for sign-in itself. */
  signedIn?: boolean
  headers?: Record<string, string>
  signal?: AbortSignal
}

/** One request; an access token that has just ended is renewed once. */
export async function request<T>(
  method: string,
  path: string,
  body?: unknown,
  options: RequestOptions = {},
): Promise<T> {
  return read<T>(await sendRenewed(method, path, body, options))
}

/** The body of an answer that comes in pieces; refusals are those of `request`. */
export async function requestStream(
  path: string,
  body: unknown,
  options: RequestOptions = {},
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const answer = await sendRenewed('POST', path, body, { ...options, headers: { accept: 'text/event-stream' } })
  return answer.ok && answer.body ? answer.body : read(answer)
}

export const api = {
  get: <T>(path: string, options?: RequestOptions): Promise<T> => request('GET', path, undefined, options),
  post: <T>(path: string, body?: unknown, options?: RequestOptions): Promise<T> => request('POST', path, body, options),
  put: <T>(path: string, body?: unknown, options?: RequestOptions): Promise<T> => request('PUT', path, body, options),
  patch: <T>(path: string, body?: unknown, options?: RequestOptions): Promise<T> =>
    request('PATCH', path, body, options),
  delete: <T = void>(path: string, options?: RequestOptions): Promise<T> => request('DELETE', path, undefined, options),
}

async function sendRenewed(method: string, path: string, body: unknown, options: RequestOptions): Promise<Response> {
  const { signedIn = true } = options
  const answer = await send(method, path, body, options, false)
  if (answer.status !== 401 || !signedIn || isSignedOut()) return answer
  return send(method, path, body, options, true)
}

async function send(
  method: string,
  path: string,
  body: unknown,
  options: RequestOptions,
  fresh: boolean,
): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers }
  // A file goes as it is.
  const isFile = body instanceof Blob
  if (body !== undefined) headers['content-type'] = isFile ? 'application/octet-stream' : 'application/json'
  if (options.signedIn !== false) headers['authorization'] = `Bearer ${await getAccessToken({ fresh })}`
  try {
    return await fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      ...(body !== undefined && { body: isFile ? body : JSON.stringify(body) }),
      ...(options.signal && { signal: options.signal }),
    })
  } catch (error) {
    if (error instanceof TypeError) throw new ApiError(0, {})
    throw error
  }
}

async function read<T>(answer: Response): Promise<T> {
  const isJson = answer.headers.get('content-type')?.includes('json') ?? false
  const body: unknown = isJson ? await answer.json() : undefined
  if (!answer.ok) throw new ApiError(answer.status, (body ?? { title: answer.statusText }) as Partial<Problem>)
  return body as T
}
