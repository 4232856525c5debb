import { ERRORS } from '../../errors.ts'
import type { Json, JsonObject } from '../../json.ts'

export function reference(name: string): JsonObject {
  return { $ref: `#/components/schemas/${name}` }
}

export function json(description: string, schema: Json): JsonObject {
  return { description, content: { 'application/json': { schema } } }
}

/** An object that has exactly these properties, all of them. */
export function exactly(properties: JsonObject): JsonObject {
  return { type: 'object', properties, required: Object.keys(properties), additionalProperties: false }
}

export const ETAG: JsonObject = {
  ETag: { description: 'Version of the record, for If-Match.', schema: { type: 'string' } },
}

/** RFC 9457. */
export const PROBLEM: JsonObject = {
  type: 'object',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(ERRORS) },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: exactly({ path: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } }),
    },
  },
  required: ['type', 'title', 'status', 'code', 'requestId'],
  additionalProperties: false,
}

const SENTENCES = {
  '400': 'Something in the request is not valid; errors[] says where.',
  '401': 'Sign in first.',
  '403': 'The rules of this collection do not allow this.',
  '404': 'Nothing here.',
  '409': 'A unique value is taken, or others changed the record at the same time.',
  '412': 'The record has changed since it was read.',
  '413': 'Too large.',
  '415': 'Not JSON.',
  '422': 'The Idempotency-Key was used for another body, or what was asked for failed.',
  '429': 'Too many requests; see Retry-After.',
  '502': 'The data source could not be reached, or its answer cannot be used.',
  '503': 'The data source is left alone for a while.',
  '504': 'The data source took too long.',
} as const

export type ProblemStatus = keyof typeof SENTENCES

/** What every operation may answer, and more. */
export function problems(more: readonly ProblemStatus[] = []): JsonObject {
  const statuses: ProblemStatus[] = ['400', '401', '403', '404', ...more, '429']
  const content = { 'application/problem+json': { schema: reference('Problem') } }
  return Object.fromEntries(statuses.map((status) => [status, { description: SENTENCES[status], content }]))
}

/** How programs say who they are. */
export const API_KEY_SCHEME: JsonObject = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'axk_…',
  description: 'API key of the project: it may what its scopes and the rules of the collection let it.',
}
