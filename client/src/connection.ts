import { AxiomError, readProblem } from './problem.ts'

/** Gives an access token; `fresh`: the last one was refused, so it must be another. */
export type TokenSource = (asked: { fresh: boolean }) => string | Promise<string>

export interface ConnectionOptions {
  /** Where Axiom is: `https://axiom.example.com`. */
  url: string
  /** Access token of somebody, or what gives one. */
  token?: string | TokenSource | undefined
  /** API key (`axk_…`), in place of a token. */
  key?: string | undefined
  /** Milliseconds until an answer that never came is an error; files and changes have no such end. */
  timeout?: number
  /** How often a request that may be repeated is sent again. */
  retries?: number
  fetch?: typeof fetch
}

export interface CallOptions {
  /** Ends the request. */
  signal?: AbortSignal | undefined
}

export interface Request extends CallOptions {
  method: string
  /** Behind the server's address, with its query. */
  path: string
  headers?: Record<string, string>
  body?: BodyInit
  /** Sending it twice does the same as sending it once. */
  repeatable: boolean
  /** What takes as long as it takes: what is sent (up), or the body of the answer, which is read as it comes (down). */
  streams?: 'up' | 'down'
}

/** Sends a request and gives the answer, whatever it says of success; throws `AxiomError` where it refuses. */
export type Send = (request: Request) => Promise<Response>

const TIMEOUT_MS = 30_000
const RETRIES = 3
const FIRST_PAUSE_MS = 250
/** Who is asked to wait for longer than this would rather know. */
const LONGEST_PAUSE_MS = 30_000

/** Why a request is ended that nobody answers. */
const LATE = new DOMException('no answer in time', 'TimeoutError')

/** Requests with a sign-in, patience and second attempts. */
export function connect(options: ConnectionOptions): Send {
  const { timeout = TIMEOUT_MS, retries = RETRIES, fetch: send = fetch } = options
  const base = options.url.replace(/\/+$/, '')
  const authorize = createAuthorize(options)

  async function attempt({ method, path, headers, body, signal, streams }: Request, fresh: boolean): Promise<Response> {
    const authorization = await authorize(fresh)
    const late = new AbortController()
    const timer = streams === 'up' ? undefined : setTimeout(() => late.abort(LATE), timeout)
    const init: RequestInit & { duplex?: 'half' } = {
      method,
      headers: { accept: 'application/json', ...headers, ...(authorization && { authorization }) },
      signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal,
      // A stream can be sent in one direction at a time only.
      ...(body === undefined ? {} : { body, duplex: 'half' }),
    }
    try {
      const answer = await send(base + path, init)
      return streams === 'down' && answer.ok ? answer : await whole(answer)
    } catch (error) {
      throw asProblem(error, { base, timeout, signal })
    } finally {
      clearTimeout(timer)
    }
  }

  /** A token that has just ended is renewed once. */
  async function attemptRenewed(request: Request): Promise<Response> {
    const answer = await attempt(request, false)
    if (answer.status !== 401 || typeof options.token !== 'function' || isStream(request.body)) return answer
    await answer.body?.cancel()
    return attempt(request, true)
  }

  /** Its answer, or why there is none. `wasLost`: it was sent before, and may have been done. */
  async function outcomeOf(request: Request, wasLost: boolean): Promise<Response | AxiomError> {
    try {
      const answer = await attemptRenewed(request)
      const isGone = wasLost && request.method === 'DELETE' && answer.status === 404
      return answer.ok || isGone ? answer : await readProblem(answer)
    } catch (error) {
      if (error instanceof AxiomError) return error
      throw error
    }
  }

  return async function sendPatiently(request) {
    const repeats = request.repeatable && !isStream(request.body) ? retries : 0
    for (let made = 0, wasLost = false; ; made++) {
      const outcome = await outcomeOf(request, wasLost)
      if (outcome instanceof Response) return outcome
      const pause = pauseBefore(outcome, made)
      if (made >= repeats || pause === null) throw outcome
      wasLost ||= outcome.status === 0
      await sleep(pause, request.signal)
    }
  }
}

/** An answer that has arrived to its end, and can be read without waiting. */
async function whole(answer: Response): Promise<Response> {
  if (answer.body === null) return answer
  const { status, statusText, headers } = answer
  return new Response(await answer.arrayBuffer(), { status, statusText, headers })
}

function createAuthorize({ token, key }: ConnectionOptions): (fresh: boolean) => Promise<string | null> {
  return async (fresh) => {
    const secret = typeof token === 'function' ? await token({ fresh }) : (token ?? key)
    return secret === undefined ? null : `Bearer ${secret}`
  }
}

function isStream(body: BodyInit | undefined): boolean {
  return body instanceof ReadableStream
}

/** Milliseconds until the next attempt; null: another one would fare no better. */
function pauseBefore({ status, retryAfter }: AxiomError, attempts: number): number | null {
  if (![0, 429, 503].includes(status)) return null
  const pause = retryAfter === null ? backoff(attempts, FIRST_PAUSE_MS) : retryAfter * 1_000
  return pause <= LONGEST_PAUSE_MS ? pause : null
}

/** Ever longer, and never all at the same moment. */
export function backoff(attempts: number, first: number): number {
  return first * 2 ** attempts * (0.5 + Math.random() / 2)
}

/** Waits, or throws the signal's reason. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  await new Promise<void>((resolve) => {
    const end = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal?.addEventListener('abort', end)
  })
  signal?.throwIfAborted()
}

interface Circumstances {
  base: string
  timeout: number
  signal: AbortSignal | undefined
}

/** What `fetch` throws, as a problem; who aborts gets his own reason back. */
function asProblem(error: unknown, { base, timeout, signal }: Circumstances): unknown {
  if (signal?.aborted) return signal.reason
  if (error === LATE)
    return new AxiomError('timeout', `${base} did not answer within ${timeout / 1_000} s. Try again.`, { cause: error })
  if (!(error instanceof TypeError)) return error
  return new AxiomError('unreachable', `${base} cannot be reached. Is the address right, and the server running?`, {
    cause: error,
  })
}
