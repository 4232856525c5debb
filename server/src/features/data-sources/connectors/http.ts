import type { HttpAuth } from '@axiom/shared/contracts/dataSources'
import { AppError } from '@axiom/shared/errors'
import type { Json } from '@axiom/shared/json'

import { fetchOutbound } from '../../../platform/outbound/fetchOutbound.ts'
import { queryFailed, type ConfigOf, type ConnectOptions } from './connector.ts'

type HttpOptions = ConnectOptions<ConfigOf<'rest'> | ConfigOf<'graphql'>>

export interface HttpAnswer {
  status: number
  body: Json
}

/** One request to a source that speaks HTTP, with the source's headers and secret. The query's own headers cannot replace those. */
export async function askHttp(
  { config, secret, policy, limits }: HttpOptions,
  request: { url: string; method: string; headers: Record<string, string>; body: string | null },
): Promise<HttpAnswer> {
  const own = Object.fromEntries(config.headers.map(({ name, value }) => [name.toLowerCase(), value]))
  const answer = await fetchOutbound(
    request.url,
    {
      method: request.method,
      headers: {
        accept: 'application/json',
        ...lowerCase(request.headers),
        ...own,
        ...authorization(config.auth, secret),
      },
      ...(request.body === null ? {} : { body: request.body }),
    },
    { ...policy, timeoutMs: limits.timeoutMs, maxBytes: limits.maxBytes },
  )
  return { status: answer.status, body: await readAnswer(answer) }
}

/** Throws `query_failed` for everything that is no success; what the server says of it is a part of the message. */
export function demandSuccess({ status, body }: HttpAnswer): Json {
  if (status >= 200 && status < 300) return body
  const said = typeof body === 'string' ? body : JSON.stringify(body)
  if (status === 401 || status === 407)
    throw new AppError('outbound_failed', { message: `The server answered ${status}: check the secret of the source.` })
  throw queryFailed(`The server answered ${status}${said === '""' ? '' : `: ${said.slice(0, 300)}`}`)
}

function lowerCase(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

function authorization(auth: HttpAuth, secret: string | null): Record<string, string> {
  if (secret === null) return {}
  switch (auth.kind) {
    case 'none':
      return {}
    case 'bearer':
      return { authorization: `Bearer ${secret}` }
    case 'basic':
      return { authorization: `Basic ${Buffer.from(`${auth.user}:${secret}`).toString('base64')}` }
    case 'header':
      return { [auth.name.toLowerCase()]: secret }
  }
}

async function readAnswer(answer: Response): Promise<Json> {
  const text = await answer.text()
  if (!/\bjson\b/i.test(answer.headers.get('content-type') ?? '')) return text
  try {
    return JSON.parse(text) as Json
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    if (text.trim() === '') return ''
    throw new AppError('outbound_failed', { message: 'The server says that it sends JSON, but this is none.' })
  }
}
