import type { GivenAnswer, ParameterOf, RouteSpec, SentBody, SentQuery } from '@axiom/shared/contracts/route'

import type { CallOptions, Request, Send } from './connection.ts'
import { AxiomError, readJson } from './problem.ts'

/** What a route needs: its parameters, and where it has them its query and its body. */
type Input<S extends RouteSpec> = ([ParameterOf<S['path']>] extends [never]
  ? { params?: never }
  : { params: Record<ParameterOf<S['path']>, string> }) &
  ([SentQuery<S>] extends [never] ? { query?: URLSearchParams } : { query?: SentQuery<S> }) &
  ([SentBody<S>] extends [never] ? { body?: never } : { body: SentBody<S> }) &
  CallOptions & { headers?: Record<string, string>; repeatable?: boolean }

/**
 * One call of a route of the API. Method and path are written where they are used, and compared with the contract when types are
 * checked: nothing of the contract is needed at run time.
 */
export type Call = <S extends RouteSpec>(
  method: S['method'],
  path: S['path'],
  input: Input<S>,
) => Promise<GivenAnswer<S>>

/** Calls over a connection. GET, PUT and DELETE can be repeated, others where they say so. */
export function createCall(send: Send): Call {
  return async <S extends RouteSpec>(
    method: S['method'],
    path: S['path'],
    input: Input<S>,
  ): Promise<GivenAnswer<S>> => {
    const { params = {}, query, body, headers, signal, repeatable } = input as LooseInput
    const answer = await send({
      method: method.toUpperCase(),
      path: fill(path, params) + toQuery(query),
      repeatable: repeatable ?? ['get', 'put', 'delete'].includes(method),
      signal,
      ...(body === undefined
        ? { ...(headers && { headers }) }
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json', ...headers } }),
    })
    if (answer.status === 204 || !answer.ok) return undefined as GivenAnswer<S>
    return (await readJson(answer)) as GivenAnswer<S>
  }
}

type LooseInput = Partial<Pick<Request, 'headers' | 'signal' | 'repeatable'>> & {
  params?: Record<string, string>
  query?: URLSearchParams | Record<string, string>
  body?: unknown
}

/** The address of a route with its parameters. */
export function fill(path: string, params: Readonly<Record<string, string>>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = params[name] ?? ''
    // As a part of an address these would lead to another one.
    if (['', '.', '..'].includes(value)) throw new AxiomError('invalid_input', `"${value}" is no ${name}.`)
    return encodeURIComponent(value)
  })
}

/** `?a=b`, or nothing. */
export function toQuery(query: URLSearchParams | Record<string, string> | undefined): string {
  const text = new URLSearchParams(query).toString()
  return text === '' ? '' : `?${text}`
}
