import { AppError } from '@axiom/shared/errors'
import type { Json, JsonObject } from '@axiom/shared/json'
import type { CompiledContract } from '@axiom/shared/model/compile'
import { type DocumentNode, execute, GraphQLError, parse, validate } from 'graphql'

import { refuseAccess } from '../policy.ts'
import type { RecordService } from '../service.ts'
import type { Place } from '../target.ts'
import { excessOf } from './excess.ts'
import { createDoer } from './resolvers.ts'
import { buildSchema } from './schema.ts'

export interface GraphqlRequest {
  query: string
  variables?: Record<string, Json> | null | undefined
  operationName?: string | null | undefined
}

/** Words and signs of a document. */
const MOST_TOKENS = 4_000

/** Answers one GraphQL request. Refuses with the error of the REST endpoints where nothing is open to the caller. */
export async function runGraphql(
  records: RecordService,
  { place, contract }: { place: Place; contract: CompiledContract },
  { query, variables, operationName }: GraphqlRequest,
): Promise<JsonObject> {
  const schema = buildSchema(contract, place.caller)
  if (!schema) refuseAccess(place.caller)
  const document = read(query)
  if (document instanceof GraphQLError) return told([document])
  const wrong = validate(schema, document, undefined, { maxErrors: 20 })
  if (wrong.length > 0) return told(wrong)
  const excess = excessOf(schema, document, variables ?? {})
  if (excess !== null) {
    const originalError = new AppError('too_large', { message: excess })
    return told([new GraphQLError(excess, { originalError })])
  }
  const { data, errors } = await execute({
    schema,
    document,
    contextValue: createDoer(records, place),
    variableValues: variables ?? {},
    operationName: operationName ?? null,
  })
  return JSON.parse(
    JSON.stringify({ ...(data === undefined ? {} : { data }), ...(errors ? told(errors) : {}) }),
  ) as JsonObject
}

function read(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query, { maxTokens: MOST_TOKENS, noLocation: false })
  } catch (error) {
    if (error instanceof GraphQLError) return error
    throw error
  }
}

/** Errors as REST says them, with code and single paths; what is a bug is thrown on, and logged as one. */
function told(errors: readonly GraphQLError[]): JsonObject {
  return {
    errors: errors.map((error) => {
      const cause = error.originalError
      if (cause && !(cause instanceof AppError) && !(cause instanceof GraphQLError)) throw cause
      const { message, path, locations } = error
      return {
        message,
        ...(locations ? { locations: locations.map(({ line, column }) => ({ line, column })) } : {}),
        ...(path ? { path: [...path] } : {}),
        ...(cause instanceof AppError
          ? {
              extensions: {
                code: cause.code,
                status: cause.status,
                errors: (cause.details.errors ?? []).map((one) => ({ ...one })),
              },
            }
          : {}),
      }
    }),
  }
}
