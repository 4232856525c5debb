import { isObject } from '@axiom/shared/json'

import { r } from '../texts/r.ts'
import type { FetchJson } from '../widgets/fetchJson.ts'

/** What the server says to somebody who may not: its words are for programs. */
const CLOSED = new Set<unknown>(['unauthenticated', 'forbidden'])

/** Asks the app's own origin. A refusal is an answer too, in words for visitors. Rejects without network. */
export const fetchJson: FetchJson = ask({})

/** The same, but what is posted counts once, however often it is sent with this key. */
export function fetchOnce(key: string): FetchJson {
  return ask({ 'idempotency-key': key })
}

function ask(own: Record<string, string>): FetchJson {
  return async (method, path, body, signal, headers) => {
    const answer = await fetch(path, {
      method,
      headers: {
        ...(method === 'POST' ? own : {}),
        ...headers,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    })
    const isJson = answer.headers.get('content-type')?.includes('json') === true
    const said: unknown = isJson ? await answer.json() : null
    const isClosed = isObject(said) && CLOSED.has(said['code'])
    return { status: answer.status, body: isClosed ? { ...said, title: r('error.closed') } : said }
  }
}
