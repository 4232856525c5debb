import { type IncomingMessage, Agent, request } from 'node:http'

export interface WireRequest {
  method: string
  /** Characters of Latin-1, no spaces: what an HTTP client can be made to send. */
  path: string
  headers: Record<string, string>
  body: Buffer | null
}

export interface WireAnswer {
  status: number
  contentType: string | null
  text: string
}

/** What has broken servers before. */
const NASTY = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  '$where',
  '$gt',
  '{"$gt":""}',
  '{"$ne":null}',
  '1e400',
  '-1e400',
  '1e308',
  '9'.repeat(400),
  '0x10',
  'NaN',
  'Infinity',
  '-0',
  '%00',
  '%ff',
  '%c0%ae',
  '%',
  '%E0%A4%A',
  '%ed%a0%80',
  '\\ud800',
  '\\u0000',
  '../..',
  '..%2f..%2f',
  "' OR 1=1 --",
  '"',
  "'",
  '\\',
  'null',
  'undefined',
  'true',
  '[]',
  '{}',
  '[[[[[[[[[[[[[[[[[[[[',
  '{"and":[{"and":[{"and":[{"and":[{"and":[{"and":[{"and":[{}]}]}]}]}]}]}]}',
  '[]=',
  '[gte]',
  '[[]]',
  '&',
  '=',
  ';',
  ',',
  ',,,,',
  '-',
  '--title',
  '*',
  'é',
  '\u00a0',
  '(a+)+$',
  'a'.repeat(5_000),
  '2026-99-99T99:99:99Z',
  '"other-1"',
  'W/"1"',
  'env=draft',
  'changes',
  'aggregate',
  'openapi.json',
]

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND', 'TRACE']
const HEADERS = ['if-match', 'if-none-match', 'idempotency-key', 'content-type', 'last-event-id', 'accept', 'origin']
const TYPES = [
  'text/plain',
  'application/xml',
  'application/json; charset=utf-16',
  'application/json-patch+json',
  '',
  'a/b+json',
]

/** Spoils a good request in one to four ways. */
export function mangle(good: WireRequest, random: () => number): WireRequest {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const nasty = (): string => pick(NASTY)
  /** Puts something into a text, over some of it, or takes some of it away. */
  const spoil = (text: string): string => {
    const [at, length] = [Math.floor(random() * (text.length + 1)), Math.floor(random() * 12)]
    const put = random() < 0.8 ? nasty() : ''
    return text.slice(0, at) + put + text.slice(random() < 0.5 ? at : at + length)
  }
  const ways: ((from: WireRequest) => WireRequest)[] = [
    (from) => ({ ...from, path: from.path.slice(0, FIXED) + spoil(from.path.slice(FIXED)) }),
    (from) => ({ ...from, path: `${from.path}${from.path.includes('?') ? '&' : '?'}${nasty()}=${nasty()}` }),
    (from) => ({ ...from, headers: { ...from.headers, [pick(HEADERS)]: random() < 0.3 ? pick(TYPES) : nasty() } }),
    (from) => ({ ...from, body: Buffer.from(spoil((from.body ?? Buffer.from('{}')).toString('utf8'))) }),
    (from) => ({ ...from, body: spoilBytes(from.body ?? Buffer.from('{"title":"x"}'), random) }),
    (from) => ({ ...from, body: Buffer.from(spoilValue(from.body, nasty(), random)) }),
  ]
  let spoilt = good
  for (let n = Math.floor(random() * 4); n >= 0; n--) spoilt = pick(ways)(spoilt)
  // Most of them should get past the door.
  if (random() < 0.06)
    spoilt = { ...spoilt, headers: { ...spoilt.headers, authorization: random() < 0.5 ? '' : `Bearer ${nasty()}` } }
  if (random() < 0.06) spoilt = { ...spoilt, method: pick(METHODS) }
  // What no client can put on the wire stays out.
  const sendable = (text: string): string => text.replaceAll(/[^\u0021-\u00ff]/g, '')
  const headers = Object.entries(spoilt.headers).map(([name, value]) => [
    name,
    value.replaceAll(/[^\u0020-\u007e]/g, ''),
  ])
  const path = sendable(spoilt.path)
  return { ...spoilt, path: path.startsWith('/') ? path : `/${path}`, headers: Object.fromEntries(headers) }
}

/** The beginning of the path that stays: the requests are meant for one project. */
const FIXED = '/api/dynamic/'.length

function spoilBytes(body: Buffer, random: () => number): Buffer {
  const bytes = Buffer.from(body)
  for (let n = Math.floor(random() * 6); n >= 0 && bytes.length > 0; n--)
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
  return bytes
}

/** Another value in the place of one, or beside it, of a JSON body. */
function spoilValue(body: Buffer | null, nasty: string, random: () => number): string {
  const text = body?.toString('utf8') ?? '{"title":"x"}'
  const values = [
    JSON.stringify(nasty),
    nasty,
    '1e400',
    '{"$gt":0}',
    '["x"]',
    '{"__proto__":{"x":1}}',
    '['.repeat(2_000),
  ]
  const value = values[Math.floor(random() * values.length)] ?? ''
  return random() < 0.5
    ? text.replace(/:("[^"]*"|[^,}]+)/, `:${value}`)
    : text.replace('{', `{${JSON.stringify(nasty)}:${value},`)
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 })

/** Sends one request to loopback as it is; a stream of events is not waited for. */
export function sendRaw(port: number, { method, path, headers, body }: WireRequest): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const length = body ? { 'content-length': String(body.length) } : {}
    const sent = request(
      { host: '127.0.0.1', port, agent, method, path, headers: { ...headers, ...length } },
      (answer) => void readAnswer(answer).then(resolve, reject),
    )
    sent.on('error', reject)
    sent.end(body ?? undefined)
  })
}

async function readAnswer(answer: IncomingMessage): Promise<WireAnswer> {
  const known = { status: answer.statusCode ?? 0, contentType: answer.headers['content-type'] ?? null }
  if (known.contentType?.startsWith('text/event-stream')) {
    answer.destroy()
    return { ...known, text: '' }
  }
  const chunks: Buffer[] = []
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk)
  return { ...known, text: Buffer.concat(chunks).toString('utf8') }
}
