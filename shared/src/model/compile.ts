import type { ComputedType, FieldType, FieldUse, FieldView, ModelView } from '../document/views.ts'
import type { Json } from '../json.ts'
import { isChoice } from './choices.ts'
import { fileAnswerSchema, fileInputSchema } from './fileSchemas.ts'
import { freeName, SYSTEM_FIELDS } from './names.ts'
import { isUsablePattern } from './pattern.ts'
import { isFilledIn, isMany, MOST_REFERENCES } from './relations.ts'

/** JSON Schema (2020-12 subset) of one value or object; what ajv and OpenAPI both read. */
export type JsonSchema = { [key: string]: Json }

/** A model's contract: names outside, field ids inside. */
export interface CompiledModel {
  model: ModelView
  byName: ReadonlyMap<string, FieldView>
  byId: ReadonlyMap<string, FieldView>
  /** Relations by the name of their field, as far as their target lives. */
  links: Map<string, Link>
  /** Relations of this and other models that point here, by the name that `expand` takes. */
  backLinks: Map<string, BackLink>
  /** A whole record as sent (POST, PUT): required fields required, unknown ones refused. */
  create: JsonSchema
  /** A merge patch: everything optional, null removes what is not required. */
  patch: JsonSchema
  /** A record as answered. */
  record: JsonSchema
  /** Fields that may be sent. */
  inputs: readonly FieldView[]
  /** Fields that are the caller's in some records only (`seenBy`). */
  partly: Partly
  /** The model with all its fields; itself, where none is left out (`seenBy`). */
  whole: CompiledModel
}

/** By the id of the field: what must hold of a record for the caller to read it there, or to write it; as stored. */
export type Partly = Readonly<Record<FieldUse, ReadonlyMap<string, string>>>

/** Every field is the caller's in all records. */
export const WHOLLY: Partly = { read: new Map(), write: new Map() }

/** A relation field and the collection that it points to. */
export interface Link {
  field: FieldView
  target: CompiledModel
}

/** The other end: the collection whose field points here, under the name that `expand` knows it by. */
export interface BackLink {
  name: string
  field: FieldView
  source: CompiledModel
}

export interface CompiledContract {
  models: ReadonlyMap<string, CompiledModel>
}

/** What is left of a model for somebody. */
export interface Part {
  model: ModelView
  /** Fields that he may send. */
  inputs: readonly FieldView[]
  partly: Partly
  /** What it is a part of; null: this is all of it. */
  whole: CompiledModel | null
}

/** Compiles models into contracts by collection name. Pure; the views have made names valid and unique already. */
export function compileModels(models: readonly ModelView[]): CompiledContract {
  return compileParts(models.map((model) => ({ model, inputs: model.fields, partly: WHOLLY, whole: null })))
}

/** The same of what is left of each model. */
export function compileParts(parts: readonly Part[]): CompiledContract {
  const compiled = new Map(parts.map((part) => [part.model.name, compileModel(part)]))
  linkModels(compiled)
  return { models: compiled }
}

/** Joins compiled models: each gets its links and back links. The maps of `models` are filled in place. */
function linkModels(models: ReadonlyMap<string, CompiledModel>): void {
  const byId = new Map([...models.values()].map((compiled) => [compiled.model.id, compiled]))
  for (const source of models.values()) {
    for (const field of source.model.fields) {
      const target = field.type === 'relation' ? byId.get(field.constraints.target ?? '') : undefined
      if (!target) continue
      source.links.set(field.name, { field, target })
      const taken = [...target.byName.keys(), ...target.backLinks.keys()]
      const name = freeName(`${source.model.name}_via_${field.name}`, taken)
      target.backLinks.set(name, { name, field, source })
    }
  }
}

function compileModel({ model, inputs, partly, whole }: Part): CompiledModel {
  const { fields } = model
  const sent = inputs.filter((field) => !isFilledIn(field))
  const properties: JsonSchema = Object.fromEntries(
    sent.map((field) => [field.name, field.constraints.required ? fieldSchema(field) : nullable(fieldSchema(field))]),
  )
  const required = sent.filter((field) => isRequired(field)).map((field) => field.name)
  const compiled: Omit<CompiledModel, 'whole'> = {
    model,
    inputs: sent,
    byName: new Map(fields.map((field) => [field.name, field])),
    byId: new Map(fields.map((field) => [field.id, field])),
    links: new Map(),
    backLinks: new Map(),
    create: {
      type: 'object',
      properties,
      ...(required.length > 0 ? { required } : {}),
      additionalProperties: false,
    },
    patch: {
      type: 'object',
      properties,
      additionalProperties: false,
    },
    record: recordSchema(fields, partly),
    partly,
  }
  return withWhole(compiled, whole)
}

function withWhole(part: Omit<CompiledModel, 'whole'>, whole: CompiledModel | null): CompiledModel {
  if (whole) return { ...part, whole }
  const made: Omit<CompiledModel, 'whole'> & { whole?: CompiledModel } = part
  return Object.assign(made, { whole: made as CompiledModel })
}

const NEVER_UNIQUE: ReadonlySet<FieldType> = new Set(['multiSelect', 'file', 'json', 'computed', 'autoNumber'])

/** Lists, files and JSON are never compared; what the server fills in is not for people to decide. */
export function canBeUnique(type: FieldType): boolean {
  return !NEVER_UNIQUE.has(type)
}

/** True when no two records may have the same value. */
export function isUnique(field: Pick<FieldView, 'type' | 'constraints'>): boolean {
  if (field.type === 'autoNumber') return true
  return field.constraints.unique === true && canBeUnique(field.type) && !isMany(field)
}

/** Unique fields by which a caller may name a record: he sees them in each. */
export function recognising({ model, partly }: Pick<CompiledModel, 'model' | 'partly'>): FieldView[] {
  return model.fields.filter((field) => isUnique(field) && !partly.read.has(field.id))
}

/** A default fills in what was not sent. */
function isRequired(field: FieldView): boolean {
  return field.constraints.required === true && field.constraints.default === undefined
}

function recordSchema(fields: readonly FieldView[], { read: seldom }: Partly): JsonSchema {
  const always = fields.filter(({ id }) => !seldom.has(id))
  const schemaOf = (field: FieldView): JsonSchema => {
    const schema = nullable(answerSchema(field))
    return always.includes(field) ? schema : { ...schema, description: saidOf(schema) }
  }
  return {
    type: 'object',
    properties: {
      id: { type: 'string' },
      createdAt: { type: 'string', format: 'date-time' },
      updatedAt: { type: 'string', format: 'date-time' },
      createdBy: { type: ['string', 'null'] },
      version: { type: 'integer', minimum: 1 },
      ...Object.fromEntries(fields.map((field) => [field.name, schemaOf(field)])),
    },
    required: [...SYSTEM_FIELDS, ...always.map(({ name }) => name)],
    additionalProperties: false,
  }
}

function saidOf({ description }: JsonSchema): string {
  const said = 'Not there in records in which you may not see it.'
  return typeof description === 'string' ? `${description} ${said}` : said
}

/** What is answered: also choices that were taken away, and what was stored before a rule became stricter. */
function answerSchema(field: FieldView): JsonSchema {
  if (field.type === 'file') return fileAnswerSchema(field)
  const { type, format, items, readOnly } = fieldSchema(field)
  const isList = typeof items === 'object' && items !== null
  return {
    ...(type === undefined ? {} : { type }),
    ...(format === undefined ? {} : { format }),
    ...(readOnly === undefined ? {} : { readOnly }),
    ...(isList ? { items: { type: 'string' } } : {}),
    ...(isChoice(field) ? { description: `One of: ${labelsOf(field).join(', ')}, or a choice removed since.` } : {}),
  }
}

function nullable(schema: JsonSchema): JsonSchema {
  const { type, enum: choices } = schema
  if (type === undefined) return schema
  const types = Array.isArray(type) ? type : [type]
  return { ...schema, type: [...types, 'null'], ...(Array.isArray(choices) ? { enum: [...choices, null] } : {}) }
}

const TEXT_LIMIT = 4_000
const LONG_TEXT_LIMIT = 65_536

/** The schema of one field's values. */
export function fieldSchema(field: FieldView): JsonSchema {
  const { required, min, max } = field.constraints
  const range = {
    ...(min === undefined || !Number.isFinite(min) ? {} : { minimum: min }),
    ...(max === undefined || !Number.isFinite(max) ? {} : { maximum: max }),
  }
  const [minLength, maxLength] = [toLength(field.constraints.minLength), toLength(field.constraints.maxLength)]
  const pattern = field.constraints.pattern
  const length = (limit: number): JsonSchema => ({
    type: 'string',
    // A required text is one that says something.
    ...(minLength === undefined ? (required ? { minLength: 1 } : {}) : { minLength }),
    maxLength: Math.min(maxLength ?? limit, limit),
    ...(pattern === undefined || !isUsablePattern(pattern) ? {} : { pattern }),
  })
  switch (field.type) {
    case 'text':
      return length(TEXT_LIMIT)
    case 'longText':
      return length(LONG_TEXT_LIMIT)
    case 'integer':
      // Beyond these, JSON readers would silently make another number of it.
      return { type: 'integer', minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER, ...range }
    case 'number':
      return { type: 'number', ...range }
    case 'boolean':
      return { type: 'boolean' }
    case 'date':
      return { type: 'string', format: 'date' }
    case 'datetime':
      return { type: 'string', format: 'date-time' }
    case 'email':
      return { ...length(254), format: 'email' }
    case 'url':
      // Shown as links: never a script.
      return { ...length(2_000), format: 'uri', pattern: '^https?://' }
    case 'select':
      return { type: 'string', ...choices(field) }
    case 'multiSelect':
      return { type: 'array', items: { type: 'string', ...choices(field) }, uniqueItems: true, maxItems: 200 }
    case 'file':
      return fileInputSchema(field)
    case 'json':
      return required ? { type: ['object', 'array', 'string', 'number', 'boolean'] } : {}
    case 'relation':
    case 'user':
      if (!isMany(field)) return REFERENCE
      return {
        type: 'array',
        items: REFERENCE,
        uniqueItems: true,
        maxItems: MOST_REFERENCES,
        ...(required ? { minItems: 1 } : {}),
      }
    case 'autoNumber':
      return { type: 'integer', minimum: 1, readOnly: true }
    case 'computed':
      return { ...computedSchema(field.constraints.result), readOnly: true }
  }
}

/** The id of a record or member. */
const REFERENCE: JsonSchema = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,60}$' }

function computedSchema(result: ComputedType = 'text'): JsonSchema {
  switch (result) {
    case 'text':
      return { type: 'string' }
    case 'number':
    case 'boolean':
      return { type: result }
    case 'date':
      return { type: 'string', format: 'date' }
    case 'datetime':
      return { type: 'string', format: 'date-time' }
    case 'json':
      return {}
  }
}

/** A length is a whole number; others are as if absent. */
function toLength(value: number | undefined): number | undefined {
  return value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}

/** A select without options takes any short text, so that the model can be used while it is being made. */
function choices(field: FieldView): JsonSchema {
  return isChoice(field) ? { enum: labelsOf(field) } : { maxLength: TEXT_LIMIT }
}

function labelsOf({ options }: FieldView): string[] {
  return [...new Set(options.map((option) => option.label))]
}
