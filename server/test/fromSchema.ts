import { isObject, type Json, type JsonObject } from '@axiom/shared/json'
import addFormats from 'ajv-formats'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import fc from 'fast-check'

/** Values that fit a schema of the document, as diverse as fast-check makes them. */
export function createGenerator(document: JsonObject) {
  const ajv = addFormats.default(new Ajv2020({ strict: false })).addSchema(document, 'api')

  const compiled = new WeakMap<JsonObject, ValidateFunction>()

  function fits(schema: JsonObject, value: unknown): boolean {
    const validate = compiled.get(schema) ?? ajv.compile(absolute(schema))
    compiled.set(schema, validate)
    return validate(value)
  }

  function arbitrary(given: JsonObject, depth = 0): fc.Arbitrary<Json> {
    const schema = resolve(document, given)
    const { anyOf, type, enum: choices } = schema
    if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map((one) => arbitrary(one as JsonObject, depth)))
    if (Array.isArray(choices)) return fc.constantFrom(...choices)
    if (Array.isArray(type)) return fc.oneof(...type.map((one) => arbitrary({ ...schema, type: one }, depth)))
    switch (type) {
      case 'null':
        return fc.constant(null)
      case 'boolean':
        return fc.boolean()
      case 'integer':
        return fc.integer({ min: Number(schema['minimum'] ?? -1e6), max: Number(schema['maximum'] ?? 1e6) })
      case 'number':
        return fc.double({
          noNaN: true,
          noDefaultInfinity: true,
          min: Number(schema['minimum'] ?? -Number.MAX_VALUE),
          max: Number(schema['maximum'] ?? Number.MAX_VALUE),
        })
      case 'string':
        return texts(schema).filter((text) => fits(schema, text))
      case 'array':
        return lists(schema, depth)
      case 'object':
        return isObject(schema['properties']) ? objects(schema, depth) : jsonValues.filter(isObject)
      default:
        return jsonValues
    }
  }

  function lists(schema: JsonObject, depth: number): fc.Arbitrary<Json[]> {
    const items = arbitrary((schema['items'] ?? {}) as JsonObject, depth + 1)
    const length = {
      minLength: Number(schema['minItems'] ?? 0),
      maxLength: Math.min(4, Number(schema['maxItems'] ?? 4)),
    }
    return schema['uniqueItems'] === true
      ? fc.uniqueArray(items, { ...length, selector: (item) => JSON.stringify(item) })
      : fc.array(items, length)
  }

  function objects(schema: JsonObject, depth: number): fc.Arbitrary<Json> {
    const required = (schema['required'] ?? []) as string[]
    const all = Object.entries(schema['properties'] as Record<string, JsonObject>)
    // A schema that contains itself ends here.
    const kept = depth > 3 ? all.filter(([, property]) => property['type'] !== 'array') : all
    const optional = kept.map(([name]) => name).filter((name) => !required.includes(name))
    return fc
      .subarray(optional, { maxLength: Math.min(optional.length, depth === 0 ? optional.length : 3) })
      .chain((chosen) => {
        const properties = kept.filter(([name]) => required.includes(name) || chosen.includes(name))
        return fc.record(Object.fromEntries(properties.map(([name, one]) => [name, arbitrary(one, depth + 1)])), {
          noNullPrototype: true,
        })
      })
  }

  return { fits, arbitrary }
}

export type Generator = ReturnType<typeof createGenerator>

/** Follows a reference into the document. */
export function resolve(document: JsonObject, value: JsonObject): JsonObject {
  const { $ref } = value
  if (typeof $ref !== 'string') return value
  const found = $ref
    .split('/')
    .slice(1)
    .reduce<unknown>((at, step) => (isObject(at) ? at[step] : undefined), document)
  if (!isObject(found)) throw new Error(`${$ref} leads nowhere`)
  return found as JsonObject
}

/** References are the document's. */
function absolute(schema: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#', '"$ref":"api#')) as JsonObject
}

const FORBIDDEN = /"(__proto__|constructor|prototype)":/
const jsonValues = fc
  .jsonValue({ maxDepth: 3 })
  .filter((value) => !FORBIDDEN.test(JSON.stringify(value))) as fc.Arbitrary<Json>

const dates = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })

function texts(schema: JsonObject): fc.Arbitrary<string> {
  const minLength = Number(schema['minLength'] ?? 0)
  const maxLength = Math.min(30, Number(schema['maxLength'] ?? 30))
  switch (schema['format']) {
    case 'date':
      return dates.map((date) => date.toISOString().slice(0, 10))
    case 'date-time':
      return fc.oneof(
        dates.map((date) => date.toISOString()),
        dates.map((date) => `${date.toISOString().slice(0, 19)}+02:00`),
      )
    case 'email':
      return fc.emailAddress()
    case 'uri':
      return fc.webUrl({ withQueryParameters: true, withFragments: true })
  }
  if (typeof schema['pattern'] === 'string') return fc.stringMatching(new RegExp(schema['pattern'], 'u'))
  return fc.oneof(
    fc.string({ minLength, maxLength }),
    fc.string({ minLength, maxLength, unit: 'grapheme' }),
    fc.string({ minLength, maxLength, unit: 'binary' }),
  )
}
