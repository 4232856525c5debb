import type { SourceAnswer, SourceTable } from '@axiom/shared/contracts/dataSources'
import type { Json } from '@axiom/shared/json'
import type { ParameterValues } from '@axiom/shared/queries/parameters'
import { findPlaceholders } from '@axiom/shared/queries/placeholders'
import type { IntrospectionField, IntrospectionQuery, IntrospectionTypeRef } from 'graphql'

import { queryFailed, toProblems, type ConfigOf, type Connector, type ConnectOptions } from './connector.ts'
import { askHttp, demandSuccess } from './http.ts'

type Graphql = typeof import('graphql')

/** GraphQL over HTTP: parameters are its variables, never a part of the text. */
export async function connectGraphql(options: ConnectOptions<ConfigOf<'graphql'>>): Promise<Connector> {
  const graphql = await import('graphql')

  async function ask(query: string, variables: ParameterValues): Promise<Json> {
    const answer = await askHttp(options, {
      url: options.config.url,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    // Servers answer their errors with 200 as well as with 400.
    const errors = isObject(answer.body) ? answer.body['errors'] : undefined
    if (Array.isArray(errors) && errors.length > 0) throw queryFailed(`GraphQL: ${errors.map(sentenceOf).join(' ')}`)
    const body = demandSuccess(answer)
    if (!isObject(body) || body['data'] === undefined)
      throw queryFailed('The answer is none of GraphQL. Check the address.')
    return body['data']
  }

  return {
    async run(request, values): Promise<SourceAnswer> {
      demandOperation(graphql, request, options.readOnly)
      return { data: await ask(request, values), columns: null, truncated: false, changed: null }
    },
    check(request) {
      try {
        demandOperation(graphql, request, options.readOnly)
        return Promise.resolve([])
      } catch (error) {
        return Promise.resolve(toProblems(error))
      }
    },
    async schema() {
      return toTables((await ask(graphql.getIntrospectionQuery(), {})) as unknown as IntrospectionQuery)
    },
    async ping() {
      await ask('{ __typename }', {})
    },
    close: () => Promise.resolve(),
  }
}

function demandOperation({ parse, GraphQLError, Kind }: Graphql, text: string, readOnly: boolean): void {
  if (findPlaceholders(text).length > 0)
    throw queryFailed('In GraphQL parameters are variables: write “query ($status: String)” and “$status”.')
  try {
    const operations = parse(text, { maxTokens: 5_000 }).definitions.filter(
      ({ kind }) => kind === Kind.OPERATION_DEFINITION,
    )
    const [operation, ...others] = operations
    if (operation?.kind !== Kind.OPERATION_DEFINITION || others.length > 0) throw queryFailed('Write one operation.')
    if (operation.operation === 'query' || (operation.operation === 'mutation' && !readOnly)) return
    throw queryFailed('This data source only reads: write a query. Writing is allowed where it is connected.')
  } catch (error) {
    if (error instanceof GraphQLError) throw queryFailed(`GraphQL: ${error.message}`)
    throw error
  }
}

function toTables({ __schema: { queryType, mutationType, types } }: IntrospectionQuery): SourceTable[] {
  const fieldsOf = (name: string | undefined, kind: 'query' | 'mutation'): SourceTable[] => {
    const type = types.find((candidate) => candidate.name === name)
    return type?.kind === 'OBJECT' ? type.fields.map((field) => toTable(field, kind)) : []
  }
  return [...fieldsOf(queryType.name, 'query'), ...fieldsOf(mutationType?.name, 'mutation')]
}

function toTable({ name, type, args }: IntrospectionField, kind: 'query' | 'mutation'): SourceTable {
  return {
    name: `${name}: ${typeName(type)}`,
    kind,
    fields: args.map((argument) => ({
      name: argument.name,
      type: typeName(argument.type),
      required: argument.type.kind === 'NON_NULL' && argument.defaultValue === null,
    })),
  }
}

function typeName(type: IntrospectionTypeRef): string {
  if (type.kind === 'NON_NULL') return `${typeName(type.ofType)}!`
  return type.kind === 'LIST' ? `[${typeName(type.ofType)}]` : type.name
}

function sentenceOf(error: Json | undefined): string {
  return isObject(error ?? null) && typeof (error as Record<string, Json>)['message'] === 'string'
    ? String((error as Record<string, Json>)['message']).slice(0, 300)
    : 'The server answered an error.'
}

function isObject(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
