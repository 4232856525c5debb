import { AppError } from '@axiom/shared/errors'
import { isObject } from '@axiom/shared/json'

import {
  type Collection,
  type Document,
  type Filter,
  MOST_REFERRED,
  type Reference,
  type WithSession,
} from '../port.ts'

type Open = (reference: Pick<Reference, 'database' | 'collection'>) => Collection<Document>

/**
 * The filter with each `$refersTo` replaced by the ids that it means: a find of MongoDB sees its own collection only, and a `$lookup`
 * would be made for every document that is looked at, where one indexed question finds them all. Throws `invalid_filter` for too many.
 */
export async function lookUpReferences(filter: Filter, open: Open, options: WithSession): Promise<Filter> {
  const entries = Object.entries(filter).map(async ([key, value]): Promise<[string, Filter[string]]> => {
    if (key.startsWith('$') && Array.isArray(value)) {
      const parts = (value as Filter[]).map((part) => lookUpReferences(part, open, options))
      return [key, await Promise.all(parts)]
    }
    if (!isReferring(value)) return [key, value]
    const { $refersTo: reference, ...rest } = value
    return [key, { ...rest, $in: await idsOf(reference, open, options) }]
  })
  return Object.fromEntries(await Promise.all(entries))
}

function isReferring(value: Filter[string]): value is { $refersTo: Reference } {
  return isObject(value) && '$refersTo' in value
}

async function idsOf(reference: Reference, open: Open, { session }: WithSession): Promise<string[]> {
  const options = { projection: { _id: 1 as const }, limit: MOST_REFERRED + 1, ...(session ? { session } : {}) }
  const found = await open(reference).find(reference.filter, options)
  if (found.length <= MOST_REFERRED) return found.map(({ _id }) => _id)
  const message = `More than ${MOST_REFERRED} related records fit. Ask for something that fewer of them have.`
  throw new AppError('invalid_filter', { message, errors: [{ path: 'filter', code: 'too_many', message }] })
}
