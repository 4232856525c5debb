import type { ParameterType, QueryParameter } from '../contracts/dataSources.ts'
import type { FieldError } from '../errors.ts'
import type { Json } from '../json.ts'

/** What a parameter can be: never an object, so that no value can become an operator of a database. */
export type Scalar = string | number | boolean | null
export type ParameterValue = Scalar | Scalar[]
export type ParameterValues = Readonly<Record<string, ParameterValue>>

const LIST_LIMIT = 1_000
const TEXT_LIMIT = 100_000

/** The values of all parameters, with defaults; else what is wrong with each. Texts that say a number, as from addresses, are taken for one. */
export function readParameters(
  parameters: readonly QueryParameter[],
  given: Readonly<Record<string, Json>>,
): { ok: true; values: ParameterValues } | { ok: false; errors: FieldError[] } {
  const errors: FieldError[] = []
  const values: Record<string, ParameterValue> = {}
  const known = new Set(parameters.map(({ name }) => name))
  for (const name of Object.keys(given))
    if (!known.has(name)) errors.push({ path: name, code: 'unknown', message: 'is no parameter of this query' })
  for (const { name, type, required, default: fallback } of parameters) {
    const sent = Object.hasOwn(given, name) ? given[name] : undefined
    const value = sent === undefined || sent === null || sent === '' ? (fallback ?? null) : sent
    const read = readValue(type, value)
    if (read === undefined) errors.push({ path: name, code: 'type', message: SENTENCES[type] })
    else if (read === null && required) errors.push({ path: name, code: 'required', message: 'is required' })
    else values[name] = read
  }
  return errors.length > 0 ? { ok: false, errors } : { ok: true, values }
}

const SENTENCES: Record<ParameterType, string> = {
  text: 'must be a text',
  number: 'must be a number',
  boolean: 'must be true or false',
  date: 'must be a date, as 2026-11-21 or 2026-11-21T12:00:00Z',
  list: `must be a list of at most ${LIST_LIMIT} texts and numbers`,
}

/** Undefined when it is not of that type. */
function readValue(type: ParameterType, value: Json): ParameterValue | undefined {
  if (value === null) return null
  switch (type) {
    case 'text':
      return typeof value === 'string' && value.length <= TEXT_LIMIT
        ? value
        : typeof value === 'number'
          ? String(value)
          : undefined
    case 'number':
      return toNumber(value)
    case 'boolean':
      return value === 'true' ? true : value === 'false' ? false : typeof value === 'boolean' ? value : undefined
    case 'date':
      return typeof value === 'string' &&
        /^\d{4}-\d\d-\d\d(T[\d:.]{5,15}(Z|[+-]\d\d:\d\d)?)?$/.test(value) &&
        !Number.isNaN(Date.parse(value))
        ? value
        : undefined
    case 'list':
      return Array.isArray(value) && value.length <= LIST_LIMIT && value.every(isScalar) ? value : undefined
  }
}

function toNumber(value: Json): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

function isScalar(value: Json): value is Scalar {
  return value === null || typeof value !== 'object'
}
