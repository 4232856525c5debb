import { isObject, type Json } from '@axiom/shared/json'

import { r } from '../texts/r.ts'
import { errorsOf, type RecordSource, recordPath, titleOf } from './apiHost.ts'
import type { QueryResult, RunnableQuery, Scope } from './host.ts'

/** Runs a query of the project by its name, with those of the given values that it has parameters for. Rejects with a sentence. */
export async function runQuery(
  source: RecordSource,
  { name, parameters }: RunnableQuery,
  given: Scope,
  signal?: AbortSignal,
): Promise<QueryResult> {
  const values = Object.fromEntries(
    parameters.flatMap((parameter) => {
      const value = Object.hasOwn(given, parameter.name) ? given[parameter.name] : undefined
      return value === undefined ? [] : [[parameter.name, value] as const]
    }),
  )
  const path = recordPath(source, `queries/${name}`)
  const answer = await source.fetchJson('POST', path, { parameters: values }, signal).catch((cause: unknown) => {
    throw new Error(r('error.unreachable'), { cause })
  })
  const { status, body } = answer
  if (status !== 200 || !isObject(body)) throw new Error(refusalOf(body))
  const columns = isObject(body['meta']) ? body['meta']['columns'] : null
  return { data: (body['data'] ?? null) as Json, columns: Array.isArray(columns) ? columns.map(String) : null }
}

function refusalOf(body: unknown): string {
  const details = Object.entries(errorsOf(body)).map(([path, message]) => `${path.replace('parameters/', '')}: ${message}`)
  return details.length === 0 ? titleOf(body) : r('error.detail', { title: titleOf(body), detail: details.join(' · ') })
}
