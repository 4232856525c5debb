import { AppError, type FieldError } from '@axiom/shared/errors'
import { isObject, type Json } from '@axiom/shared/json'
import { type CompiledModel, fieldSchema, type JsonSchema } from '@axiom/shared/model/compile'
import addFormats from 'ajv-formats'
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import { RE2JS } from 're2js'

export type Values = Record<string, Json>

export interface Validators {
  create: (input: unknown, path?: string) => Values
  patch: (input: unknown) => Values
}

/** Compiled once per revision of the models. Patterns run in RE2: no input can make them hang. */
export function createValidators(compiled: CompiledModel): Validators {
  const ajv = createAjv()
  const create = ajv.compile(usable(compiled.create))
  const patch = ajv.compile(usable(compiled.patch))
  const defaults = defaultsOf(compiled, ajv)
  return {
    create(input, path = '') {
      demandModest(compiled, input, path)
      return check(create, withDefaults(defaults, input), path)
    },
    patch(input) {
      demandModest(compiled, input, '')
      return check(patch, input, '')
    },
  }
}

function createAjv(): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: false,
    strictNumbers: true,
    ownProperties: true,
    code: { regExp: safeRegExp },
  })
  // The package is CommonJS; its default export is the function itself under Node.
  const formats = addFormats as unknown as (ajv: Ajv2020, names: string[]) => void
  formats(ajv, ['date', 'date-time', 'email', 'uri'])
  return ajv
}

/** Unknown fields, and items of a list, that are judged one by one. */
const MANY_FIELDS = 50
const MANY_ITEMS = 1_000

/** ajv lists every error: a body that holds millions of them is refused at the first. */
function demandModest({ byName }: CompiledModel, input: unknown, prefix: string): void {
  if (!isObject(input)) return
  const names = Object.keys(input)
  const tooMany = names.length > byName.size + MANY_FIELDS
  for (const name of names) {
    const path = [prefix, name.slice(0, 80)].filter(Boolean).join('/')
    const field = byName.get(name)
    if (!field && tooMany) refuse({ path, code: 'additionalProperties', message: 'is no field of this collection' })
    const value = input[name]
    if ((field?.type === 'multiSelect' || field?.type === 'file') && Array.isArray(value) && value.length > MANY_ITEMS)
      refuse({ path, code: 'maxItems', message: 'has too many items' })
  }
}

function refuse(error: FieldError): never {
  throw new AppError('invalid_input', { errors: [error] })
}

const safeRegExp = Object.assign(
  (pattern: string) => {
    const compiled = RE2JS.compile(pattern)
    // ajv keeps patterns by their text: without it, all of them would be the first one.
    return { test: (text: string) => compiled.matcher(text).find(), toString: () => `/${pattern}/u` }
  },
  { code: 'safeRegExp' },
)

/** Defaults that fit their field; others are as if absent, or every record without the field would be refused. */
function defaultsOf(compiled: CompiledModel, ajv: Ajv2020): [string, Json][] {
  return compiled.model.fields.flatMap((field): [string, Json][] => {
    const value = field.constraints.default
    return value !== undefined && ajv.validate(fieldSchema(field), value) ? [[field.name, value]] : []
  })
}

function withDefaults(defaults: readonly [string, Json][], input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input
  return { ...Object.fromEntries(defaults.filter(([name]) => !Object.hasOwn(input, name))), ...input }
}

/** For the server: choices are judged where they become ids. */
function usable(schema: JsonSchema): JsonSchema {
  const properties = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>)
  return { ...schema, properties: Object.fromEntries(properties.map(([name, field]) => [name, withoutChoices(field)])) }
}

/** Choices may also be sent by id, and may be older ones that a record has: `toStored` judges them. */
function withoutChoices({ enum: _labels, items, ...rest }: JsonSchema): JsonSchema {
  return { ...rest, ...(isObject(items) ? { items: withoutChoices(items as JsonSchema) } : {}) }
}

function check(validate: ValidateFunction, input: unknown, path: string): Values {
  if (validate(input)) return input as Values
  const errors = (validate.errors ?? []).slice(0, 50).map((error) => toFieldError(error, path))
  throw new AppError('invalid_input', { errors })
}

function toFieldError(error: ErrorObject, prefix: string): FieldError {
  const missing: unknown = error.params['missingProperty'] ?? error.params['additionalProperty']
  const path = [prefix, error.instancePath.slice(1), typeof missing === 'string' ? missing : '']
    .filter(Boolean)
    .join('/')
  const sentence =
    error.keyword === 'required'
      ? 'is required'
      : error.keyword === 'additionalProperties'
        ? 'is no field of this collection'
        : // That it may be missing is no news to who sends something.
          (error.message ?? 'is not valid').replace(/,null$/, '')
  return { path, code: error.keyword, message: sentence }
}

/** Whether a value that a record has keeps its field's limits, by the field's id: what is stored may be older than they are. */
export function createFieldChecks({ model }: CompiledModel): Map<string, (value: Json) => boolean> {
  const ajv = createAjv()
  return new Map(
    model.fields.map((field) => {
      const validate = ajv.compile(withoutChoices(fieldSchema(field)))
      return [field.id, (value: Json) => validate(value)]
    }),
  )
}
