import type { Audience, RecordOperation } from '../../document/views.ts'
import type { JsonObject } from '../../json.ts'
import { AGGREGATES, answerOf, canAggregate, canGroup, columnsOf } from '../columns.ts'
import type { CompiledModel } from '../compile.ts'
import {
  aggregateParameters,
  expandParameters,
  fieldParameter,
  IDEMPOTENCY_KEY,
  IF_MATCH,
  IF_NONE_MATCH,
  listParameters,
  PROOF,
  upsertParameters,
} from './parameters.ts'
import { ETAG, exactly, json, problems, reference } from './parts.ts'
import type { Reach } from './reach.ts'

interface Described {
  verb: string
  rule: RecordOperation
  summary: string
  parameters?: JsonObject[]
  body?: JsonObject
  responses: JsonObject
}

function operation(
  { model }: CompiledModel,
  { verb, rule, summary, parameters, body, responses }: Described,
): JsonObject {
  const audience: Audience = model.rules[rule]
  return {
    operationId: `${verb}_${model.name}`,
    tags: [model.name],
    summary,
    'x-audience': audience,
    ...(parameters ? { parameters } : {}),
    ...(body ? { requestBody: { required: true, content: body } } : {}),
    responses,
  }
}

export function listOperation(compiled: CompiledModel, reach: Reach): JsonObject {
  const meta = {
    type: 'object',
    properties: { nextCursor: { type: ['string', 'null'] }, count: { type: 'integer' } },
    required: ['nextCursor'],
    additionalProperties: false,
  }
  const data = { type: 'array', items: reference(`${compiled.model.name}.partial`), maxItems: 200 }
  return operation(compiled, {
    verb: 'list',
    rule: 'list',
    summary: `List ${compiled.model.label}`,
    parameters: listParameters(compiled, reach),
    responses: { '200': json('A page of records; with `fields` only those.', exactly({ data, meta })), ...problems() },
  })
}

/** `mayUpdate`: who may change records too can ask for `upsert`. `proves`: each record needs a proof of work. */
export function createOperation(
  compiled: CompiledModel,
  { mayUpdate, proves }: { mayUpdate: boolean; proves: boolean },
): JsonObject {
  const { name, label } = compiled.model
  const [input, record] = [reference(`${name}.create`), reference(name)]
  const many = (items: JsonObject): JsonObject => ({ type: 'array', items, minItems: 1, maxItems: 1_000 })
  const answered = exactly({ data: { anyOf: [record, many(record)] } })
  const made = { ...json('Created, one or many as sent.', answered), headers: ETAG }
  const upsert = mayUpdate ? upsertParameters(compiled) : []
  const changed = { ...json('With `upsert`: some were there already.', answered), headers: ETAG }
  return operation(compiled, {
    verb: 'create',
    rule: 'create',
    summary: `Create one or up to 1,000 records of ${label}, all or nothing`,
    parameters: [IDEMPOTENCY_KEY, ...(proves ? [PROOF] : []), ...upsert],
    body: { 'application/json': { schema: { anyOf: [input, many(input)] } } },
    responses: {
      ...(upsert.length > 0 ? { '200': changed } : {}),
      '201': made,
      ...problems(['409', '413', '415', '422']),
    },
  })
}

/** The work that a new record costs who has said nothing of himself. */
export function challengeOperation(compiled: CompiledModel): JsonObject {
  const parameters: JsonObject = { type: 'object', description: 'What solveChallenge of altcha-lib takes.' }
  return operation(compiled, {
    verb: 'challenge',
    rule: 'create',
    summary: `Work to do before a record of ${compiled.model.label} is made; good for one, for ten minutes`,
    responses: {
      '200': json('The challenge.', exactly({ parameters, signature: { type: 'string' } })),
      ...problems(),
    },
  })
}

export function readOperation(compiled: CompiledModel, reach: Reach): JsonObject {
  return operation(compiled, {
    verb: 'read',
    rule: 'read',
    summary: `Read one of ${compiled.model.label}`,
    parameters: [IF_NONE_MATCH, ...expandParameters(reach)],
    responses: { '200': single('The record.', compiled), '304': { description: 'Unchanged.' }, ...problems() },
  })
}

export function patchOperation(compiled: CompiledModel): JsonObject {
  const schema = reference(`${compiled.model.name}.patch`)
  return operation(compiled, {
    verb: 'patch',
    rule: 'update',
    summary: `Change some fields (RFC 7396) of one of ${compiled.model.label}`,
    parameters: [IF_MATCH],
    body: { 'application/json': { schema }, 'application/merge-patch+json': { schema } },
    responses: changed(compiled),
  })
}

export function replaceOperation(compiled: CompiledModel): JsonObject {
  return operation(compiled, {
    verb: 'replace',
    rule: 'update',
    summary: `Replace one of ${compiled.model.label}`,
    parameters: [IF_MATCH],
    body: { 'application/json': { schema: reference(`${compiled.model.name}.create`) } },
    responses: changed(compiled),
  })
}

export function deleteOperation(compiled: CompiledModel): JsonObject {
  return operation(compiled, {
    verb: 'delete',
    rule: 'delete',
    summary: `Delete one of ${compiled.model.label}`,
    parameters: [IF_MATCH],
    responses: { '204': { description: 'Deleted.' }, ...problems(['409', '412']) },
  })
}

export function aggregateOperation(compiled: CompiledModel, reach: Reach): JsonObject {
  const columns = columnsOf(compiled)
  const group = Object.fromEntries(columns.filter(canGroup).map((column) => [column.name, answerOf(compiled, column)]))
  const results = AGGREGATES.map((name) => {
    const fitting = columns.filter((column) => canAggregate(name, column))
    const resultOf = (column: (typeof columns)[number]): JsonObject => {
      if (name === 'countDistinct') return { type: 'integer' }
      return name === 'sum' || name === 'avg' ? { type: ['number', 'null'] } : answerOrNull(compiled, column)
    }
    return [name, some(Object.fromEntries(fitting.map((column) => [column.name, resultOf(column)])))] as const
  })
  const row = {
    type: 'object',
    properties: { group: some(group), count: { type: 'integer' }, ...Object.fromEntries(results) },
    required: ['group', 'count'],
    additionalProperties: false,
  }
  return operation(compiled, {
    verb: 'aggregate',
    rule: 'list',
    summary: `Count, sum and group ${compiled.model.label}`,
    parameters: aggregateParameters(compiled, reach),
    responses: {
      '200': json('One row per group.', exactly({ data: { type: 'array', items: row, maxItems: 1_000 } })),
      ...problems(),
    },
  })
}

export function duplicatesOperation(compiled: CompiledModel): JsonObject {
  const data = { type: 'array', items: exactly({ value: {}, count: { type: 'integer', minimum: 2 } }) }
  return operation(compiled, {
    verb: 'duplicates',
    rule: 'list',
    summary: `Values of a field that more than one of ${compiled.model.label} has; for editors`,
    parameters: [fieldParameter(compiled)],
    responses: {
      '200': json(
        'Why the field cannot be unique yet.',
        exactly({ data, meta: exactly({ guarded: { type: 'boolean' } }) }),
      ),
      ...problems(),
    },
  })
}

function changed(compiled: CompiledModel): JsonObject {
  return { '200': single('The record after the change.', compiled), ...problems(['409', '412', '413', '415']) }
}

function single(description: string, { model }: CompiledModel): JsonObject {
  return { ...json(description, exactly({ data: reference(model.name) })), headers: ETAG }
}

/** Those of the properties that were asked for. */
function some(properties: JsonObject): JsonObject {
  return { type: 'object', properties, additionalProperties: false }
}

/** Of no records there is no smallest. */
function answerOrNull(compiled: CompiledModel, column: Parameters<typeof answerOf>[1]): JsonObject {
  return { anyOf: [answerOf(compiled, column), { type: 'null' }] }
}
