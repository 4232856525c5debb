import { AppError } from '@axiom/shared/errors'
import type { Json, JsonObject } from '@axiom/shared/json'
import type { CompiledContract } from '@axiom/shared/model/compile'
import {
  type DocumentNode,
  execute,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  parse,
  type SelectionNode,
  type SelectionSetNode,
  validate,
} from 'graphql'

import { refuseAccess } from '../policy.ts'
import type { RecordService } from '../service.ts'
import type { Place } from '../target.ts'
import { createDoer } from './resolvers.ts'
import { buildSchema } from './schema.ts'

export interface GraphqlRequest {
  query: string
  variables?: Record<string, Json> | null | undefined
  operationName?: string | null | undefined
}

/** Words and signs of a document. */
const MOST_TOKENS = 4_000
const MOST_DEPTH = 12
/** Fields, fragments counted as often as they are used. */
const MOST_FIELDS = 600
/** Operations on collections in one request. */
const MOST_ROOTS = 10

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
  const excess = excessOf(document)
  if (excess !== null) return told([new GraphQLError(excess)])
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

interface Size {
  /** Fields at the top. */
  roots: number
  fields: number
  depth: number
}

/** After validation: fragments make no circles. Each is measured once, however often it is used. */
function excessOf({ definitions }: DocumentNode): string | null {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const one of definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one)
  const known = new Map<string, Size>()
  const sizeOf = ({ selections }: SelectionSetNode): Size => {
    const size: Size = { roots: 0, fields: 0, depth: 0 }
    for (const selection of selections) {
      const inner = innerOf(selection)
      const isField = selection.kind === Kind.FIELD
      size.roots += isField ? 1 : inner.roots
      size.fields += inner.fields + (isField ? 1 : 0)
      size.depth = Math.max(size.depth, inner.depth + (isField ? 1 : 0))
    }
    return size
  }
  const innerOf = (selection: SelectionNode): Size => {
    if (selection.kind !== Kind.FRAGMENT_SPREAD)
      return selection.selectionSet ? sizeOf(selection.selectionSet) : { roots: 0, fields: 0, depth: 0 }
    const name = selection.name.value
    const fragment = fragments.get(name)
    const size = known.get(name) ?? (fragment ? sizeOf(fragment.selectionSet) : { roots: 0, fields: 0, depth: 0 })
    known.set(name, size)
    return size
  }
  for (const definition of definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue
    const { roots, fields, depth } = sizeOf(definition.selectionSet)
    if (roots > MOST_ROOTS) return `Ask for at most ${MOST_ROOTS} things at once.`
    if (depth > MOST_DEPTH) return `Go at most ${MOST_DEPTH} levels deep.`
    if (fields > MOST_FIELDS) return `Ask for at most ${MOST_FIELDS} fields.`
  }
  return null
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
