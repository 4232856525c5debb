import { AppError } from '@axiom/shared/errors'

import { toResponse } from './answer.ts'
import { sendHop, type Hop } from './hop.ts'
import { resolveOutbound, type ResolvePolicy } from './resolve.ts'

export interface OutboundInit {
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  /** Ends it earlier than the policy's time. */
  signal?: AbortSignal
}

export interface OutboundPolicy extends ResolvePolicy {
  /** Milliseconds until the whole answer has to be there. */
  timeoutMs?: number
  /** Of the unpacked answer. */
  maxBytes?: number
  maxRedirects?: number
}

/** What a redirect to another origin may carry along: nothing that could tell who asks. */
const FOLLOWS = new Set(['accept', 'accept-language', 'content-type', 'user-agent'])
/** The connection's own; who sets them speaks about another request than the one that is sent. */
const NOT_THE_CALLERS = [
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]
const REDIRECTS = new Set([301, 302, 303, 307, 308])

/**
 * The one way by which requests that somebody else thought of leave this server: http and https to public addresses and what the operator
 * allows, judged after resolving, at each redirect, and connected to exactly as judged. The answer streams; its body fails with an
 * `AppError` when it is late or too large. Throws `outbound_refused`, `outbound_failed`, `outbound_timeout`, `invalid_input`.
 */
export async function fetchOutbound(url: string, init: OutboundInit, policy: OutboundPolicy): Promise<Response> {
  const { timeoutMs = 10_000, maxBytes = 5_000_000, maxRedirects = 5 } = policy
  const late = AbortSignal.timeout(timeoutMs)
  const signal = init.signal ? AbortSignal.any([late, init.signal]) : late
  const toError = (error: unknown): unknown => toOutboundError(error, late)
  let hop: Omit<Hop, 'addresses'> = {
    url: parseUrl(url),
    method: (init.method ?? 'GET').toUpperCase(),
    headers: readHeaders(init.headers),
    body: init.body,
    signal,
  }
  for (let redirects = 0; ; redirects++) {
    const answer = await send(hop, policy).catch((error: unknown) => {
      throw toError(error)
    })
    const location = REDIRECTS.has(answer.statusCode ?? 0) ? answer.headers.location : undefined
    if (location === undefined) return toResponse(answer, maxBytes, toError)
    answer.destroy()
    if (redirects >= maxRedirects)
      throw new AppError('outbound_failed', { message: `The other server redirects more than ${maxRedirects} times.` })
    hop = follow(hop, answer.statusCode ?? 0, location)
  }
}

async function send(hop: Omit<Hop, 'addresses'>, policy: ResolvePolicy) {
  const { hostname, port, protocol } = hop.url
  const wanted = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)
  const addresses = await unlessAborted(resolveOutbound(hostname, wanted, policy), hop.signal)
  return await sendHop({ ...hop, addresses })
}

/** The resolver cannot be told to stop; nobody waits for it then. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new Error('aborted'))
    if (signal.aborted) abort()
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}

function parseUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href)
  if (!url) throw new AppError('invalid_input', { message: 'This is no web address. Write it as https://example.com.' })
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new AppError('outbound_refused', { message: 'Only http and https addresses are allowed.' })
  if (url.username !== '' || url.password !== '')
    throw new AppError('outbound_refused', {
      message: 'An address must not carry a name or password. Send them in a header.',
    })
  return url
}

function readHeaders(given: Record<string, string> = {}): Headers {
  let headers: Headers
  try {
    headers = new Headers(given)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    throw new AppError('invalid_input', { message: 'A header has a name or value that cannot be sent.' })
  }
  for (const name of NOT_THE_CALLERS) headers.delete(name)
  headers.set('accept-encoding', 'gzip, br')
  if (!headers.has('user-agent')) headers.set('user-agent', 'Axiom')
  return headers
}

/** As browsers do (Fetch, HTTP-redirect fetch), but with no credential and no body to another origin, and never from https to http. */
function follow(hop: Omit<Hop, 'addresses'>, status: number, location: string): Omit<Hop, 'addresses'> {
  const url = parseUrl(location, hop.url)
  if (hop.url.protocol === 'https:' && url.protocol === 'http:')
    throw new AppError('outbound_refused', { message: 'The other server redirects from https to http.' })
  const sameOrigin = url.origin === hop.url.origin
  const keepsMethod = status === 307 || status === 308 || hop.method === 'GET' || hop.method === 'HEAD'
  if (keepsMethod && hop.body !== undefined && !sameOrigin)
    throw new AppError('outbound_refused', {
      message: `The other server wants this sent to ${url.origin}. If you trust that, use its address instead.`,
    })
  const headers = new Headers(hop.headers)
  if (!keepsMethod) headers.delete('content-type')
  if (!sameOrigin)
    for (const name of [...headers.keys()]) if (!FOLLOWS.has(name) && name !== 'accept-encoding') headers.delete(name)
  return keepsMethod ? { ...hop, url, headers } : { url, method: 'GET', headers, body: undefined, signal: hop.signal }
}

/** Says what happened without telling more about the inside of a network than that. */
function toOutboundError(error: unknown, late: AbortSignal): unknown {
  if (error instanceof AppError) return error
  if (late.aborted) return new AppError('outbound_timeout')
  if (!(error instanceof Error)) return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  const message = SENTENCES[code] ?? (isTls(code) ? NOT_TRUSTED : undefined)
  return new AppError('outbound_failed', message === undefined ? {} : { message })
}

const NOT_TRUSTED = 'The other server’s certificate is not trusted.'
const SENTENCES: Record<string, string | undefined> = {
  ECONNREFUSED: 'The other server refuses connections. Check the address and the port.',
  ECONNRESET: 'The other server closed the connection.',
  EHOSTUNREACH: 'The other server cannot be reached from here.',
  ENETUNREACH: 'The other server cannot be reached from here.',
  HPE_HEADER_OVERFLOW: 'The other server’s answer has more headers than are accepted.',
}

function isTls(code: string): boolean {
  return code.startsWith('ERR_TLS') || code.includes('CERT') || code.includes('SELF_SIGNED') || code.includes('ISSUER')
}
