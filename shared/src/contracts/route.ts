import type { z } from 'zod'

import type { Ability } from '../access/roles.ts'
import type { ErrorCode } from '../errors.ts'

/**
 * Who may call: anybody; the editor's own pages, known by cookie and origin; somebody signed in; a member with an ability; whoever the
 * rules of the collection let in.
 */
export type Access = 'public' | 'sameOrigin' | 'signedIn' | 'rules' | Ability

/** Which rate limit counts the call. */
export type LimitName = 'api' | 'write' | 'signIn' | 'submissions' | 'uploads' | 'visits' | 'people'

/** Answers that are no JSON; the last one: whatever the thing is. */
export type MediaAnswer = 'text/plain' | 'text/event-stream' | '*/*'

/**
 * One route, said once: the server mounts it (limit, access, validation), and the OpenAPI document describes it. Path parameters stand
 * in braces and are ids.
 */
export interface RouteSpec {
  /** `feature.verb`, unique. */
  id: string
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  path: string
  summary: string
  access: Access
  limit: LimitName | null
  query?: z.ZodObject
  body?: z.ZodType
  /** Media type of a body that is no JSON, and may be empty. */
  sends?: string
  /** Headers with a meaning of their own. */
  headers?: readonly { name: string; required: boolean; description: string }[]
  status: 200 | 201 | 204
  /** Schema of the JSON answer, a media type, or null for no body. */
  answer: z.ZodType | MediaAnswer | null
  /** Answers of other statuses that are no problems. */
  more?: Readonly<Record<number, z.ZodType | MediaAnswer | null>>
  /** Error codes beyond those that limit, access and input imply. */
  errors?: readonly ErrorCode[]
}

const BODY_ERRORS = ['invalid_json', 'invalid_input', 'too_large', 'unsupported_media_type'] as const
const SIGNED_IN_ERRORS = ['unauthenticated', 'token_expired', 'session_ended'] as const

/** Names of the parameters in a path, as a type. */
export type ParameterOf<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterOf<Rest>
  : never

/** What is sent to a route as its body. */
export type SentBody<S extends RouteSpec> = S extends { body: infer B extends z.ZodType } ? z.input<B> : never

/** What is sent to a route as its query. */
export type SentQuery<S extends RouteSpec> = S extends { query: infer Q extends z.ZodType } ? z.input<Q> : never

/** What a caller gets of a route's answer, where it is JSON. */
export type GivenAnswer<S extends RouteSpec> = S['answer'] extends z.ZodType ? z.output<S['answer']> : void

/** Names of the parameters in a path. */
export function parametersOf(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
}

/** Every code that a route can answer; clients match on them. */
export function errorsOf({ access, limit, path, query, body, errors = [] }: RouteSpec): ErrorCode[] {
  const anybody = access === 'public' || access === 'sameOrigin'
  const member = !anybody && access !== 'signedIn'
  return [
    ...new Set<ErrorCode>([
      ...(limit === null ? [] : (['rate_limited'] as const)),
      ...(access === 'sameOrigin' ? (['bad_origin'] as const) : []),
      ...(anybody ? [] : SIGNED_IN_ERRORS),
      ...(member ? (['forbidden', 'not_found'] as const) : []),
      ...(parametersOf(path).length > 0 ? (['not_found'] as const) : []),
      ...(query ? (['invalid_input'] as const) : []),
      ...(body ? BODY_ERRORS : []),
      ...errors,
      'internal',
    ]),
  ]
}
