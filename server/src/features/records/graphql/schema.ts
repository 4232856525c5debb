import { type Caller, isAllowed } from '@axiom/shared/access/audience'
import type { FieldView, RecordOperation } from '@axiom/shared/document/views'
import { columnOfField } from '@axiom/shared/model/columns'
import type { CompiledContract, CompiledModel } from '@axiom/shared/model/compile'
import { freeName } from '@axiom/shared/model/names'
import { BACK_LIST, isMany, MOST_REFERENCES } from '@axiom/shared/model/relations'
import {
  GraphQLBoolean,
  type GraphQLFieldConfigMap,
  GraphQLFloat,
  GraphQLID,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLOutputType,
  GraphQLScalarType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql'

import { LIST_LIMIT, parseNumber } from '../query/parseList.ts'
import type { Doer } from './resolvers.ts'
import {
  aggregateField,
  AnyJson,
  createManyField,
  deleteManyField,
  type Field,
  nameOfPart,
  updateManyField,
} from './wholeFields.ts'

type Fields = GraphQLFieldConfigMap<Record<string, unknown>, Doer>

const Person = new GraphQLObjectType({
  name: 'Person',
  fields: { id: { type: new GraphQLNonNull(GraphQLID) }, name: { type: new GraphQLNonNull(GraphQLString) } },
})

/**
 * The schema of what a caller may do with a project's collections: the same names, types and rules as its REST endpoints. Nothing else
 * is in it, so that asking for the schema tells nothing that its OpenAPI document does not. Null where there is nothing.
 */
export function buildSchema({ models }: CompiledContract, caller: Caller): GraphQLSchema | null {
  const types = createTypes([...models.values()], caller)
  const query: Fields = {}
  const mutation: Fields = {}
  const add = (fields: Fields, name: string, field: Field): void => {
    fields[freeName(name, Object.keys(fields))] = field
  }
  const all = [...models.values()]
  const may = ({ model }: CompiledModel, operation: RecordOperation): boolean => isAllowed(model, operation, caller)
  // A collection has its own name, whatever else would be called like it.
  for (const compiled of all)
    if (may(compiled, 'list')) add(query, compiled.model.name, listField(compiled, types.record(compiled)))
  for (const compiled of all) {
    const { name } = compiled.model
    const record = types.record(compiled)
    if (may(compiled, 'list')) add(query, `${name}_aggregate`, aggregateField(compiled))
    if (may(compiled, 'read')) add(query, `${name}_by_id`, readField(compiled, record))
    if (may(compiled, 'create')) {
      const input = inputOf(compiled, 'input')
      add(mutation, `create_${name}`, createField(compiled, record, input))
      add(mutation, `create_many_${name}`, createManyField(compiled, input))
    }
    if (may(compiled, 'update')) {
      const input = inputOf(compiled, 'patch')
      add(mutation, `update_${name}`, updateField(compiled, record, input))
      add(mutation, `update_many_${name}`, updateManyField(compiled, input))
    }
    if (may(compiled, 'delete')) {
      add(mutation, `delete_${name}`, deleteField(compiled))
      add(mutation, `delete_many_${name}`, deleteManyField(compiled))
    }
  }
  if (Object.keys(query).length + Object.keys(mutation).length === 0) return null
  // A schema without queries is none: who may only write is told so.
  if (Object.keys(query).length === 0) query['_'] = { type: GraphQLBoolean, description: 'Nothing may be read here.' }
  return new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: query }),
    ...(Object.keys(mutation).length > 0
      ? { mutation: new GraphQLObjectType({ name: 'Mutation', fields: mutation }) }
      : {}),
  })
}

function createTypes(models: readonly CompiledModel[], caller: Caller) {
  const records = new Map<CompiledModel, GraphQLObjectType>()
  function record(compiled: CompiledModel): GraphQLObjectType {
    const known = records.get(compiled)
    if (known) return known
    const made = new GraphQLObjectType<Record<string, unknown>, Doer>({
      name: typeName(compiled, models),
      description: compiled.model.label,
      fields: () => recordFields(compiled, caller, record),
    })
    records.set(compiled, made)
    return made
  }
  return { record }
}

/** `order_items` → `Order_items`; names of models begin small, so no two become one. */
function typeName({ model }: CompiledModel, models: readonly CompiledModel[]): string {
  const name = model.name.charAt(0).toUpperCase() + model.name.slice(1)
  return TAKEN.has(name) ? `${name}_${models.length}_` : name
}

const TAKEN = new Set(['Query', 'Mutation', 'Person', 'Written', 'JSON', 'Boolean', 'String', 'Int', 'Float', 'ID'])

function recordFields(
  compiled: CompiledModel,
  caller: Caller,
  record: (compiled: CompiledModel) => GraphQLObjectType,
): Fields {
  const { model, links, backLinks } = compiled
  const fields: Fields = {
    id: { type: new GraphQLNonNull(GraphQLID) },
    createdAt: { type: new GraphQLNonNull(GraphQLString) },
    updatedAt: { type: new GraphQLNonNull(GraphQLString) },
    createdBy: { type: GraphQLID },
    version: { type: new GraphQLNonNull(GraphQLInt) },
  }
  for (const field of model.fields) {
    if (field.type !== 'relation' && field.type !== 'user') {
      fields[field.name] = { type: outputType(field), description: field.label }
      continue
    }
    fields[freeName(`${field.name}_id`, [...compiled.byName.keys(), ...Object.keys(fields)])] = {
      type: isMany(field) ? new GraphQLList(new GraphQLNonNull(GraphQLID)) : GraphQLID,
      resolve: (source) => source[field.name],
    }
    const link = links.get(field.name)
    const target =
      field.type === 'user' ? Person : link && isAllowed(link.target.model, 'read', caller) ? record(link.target) : null
    if (target)
      fields[field.name] = isMany(field)
        ? expandedList(field.name, target, MOST_REFERENCES)
        : expanded(field.name, target)
  }
  for (const { name, source } of backLinks.values())
    if (isAllowed(source.model, 'list', caller) && !(name in fields))
      fields[name] = expandedList(name, record(source), BACK_LIST)
  return fields
}

/** What `expand` has answered under that name. */
function expanded(name: string, type: GraphQLOutputType): Field {
  return { type, resolve: ({ expand }) => (expand as Record<string, unknown> | undefined)?.[name] ?? null }
}

/** `most`: records that there can be. */
function expandedList(name: string, type: GraphQLObjectType, most: number): Field {
  return {
    type: new GraphQLList(new GraphQLNonNull(type)),
    args: { limit: { type: GraphQLInt, defaultValue: most } },
    resolve: ({ expand }, { limit }) => {
      const shown = parseNumber(String((limit as number | null) ?? most), 'limit', most)
      const found = (expand as Record<string, unknown> | undefined)?.[name]
      return Array.isArray(found) ? found.slice(0, shown) : null
    },
  }
}

function outputType(field: FieldView): GraphQLOutputType & GraphQLInputType {
  switch (columnOfField(field).type) {
    case 'integer':
    case 'autoNumber':
    case 'number':
      // GraphQL's Int ends at 2^31.
      return GraphQLFloat
    case 'boolean':
      return GraphQLBoolean
    case 'multiSelect':
      return new GraphQLList(new GraphQLNonNull(GraphQLString))
    case 'json':
    case 'file':
      return AnyJson
    default:
      return GraphQLString
  }
}

function inputType(field: FieldView): GraphQLInputType {
  if (field.type !== 'relation' && field.type !== 'user') return outputType(field)
  return isMany(field) ? new GraphQLList(new GraphQLNonNull(GraphQLID)) : GraphQLID
}

type Input = GraphQLInputObjectType | GraphQLScalarType

function inputOf(compiled: CompiledModel, part: 'input' | 'patch'): Input {
  const sent = compiled.inputs
  if (sent.length === 0) return AnyJson
  const fields = sent.map((field) => [field.name, { type: inputType(field), description: field.label }] as const)
  return new GraphQLInputObjectType({ name: nameOfPart(compiled, part), fields: Object.fromEntries(fields) })
}

function listField(compiled: CompiledModel, record: GraphQLObjectType): Field {
  const { model } = compiled
  const page = new GraphQLObjectType({
    name: nameOfPart(compiled, 'page'),
    fields: {
      data: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(record))) },
      nextCursor: { type: GraphQLString },
      count: { type: GraphQLInt, description: 'All matches; counted only when asked for.' },
    },
  })
  return {
    type: new GraphQLNonNull(page),
    description: `List ${model.label}`,
    args: {
      filter: { type: AnyJson, description: 'As the REST parameter `filter`.' },
      search: { type: GraphQLString },
      sort: { type: GraphQLString, description: 'As in REST: `-createdAt,name`.' },
      limit: { type: GraphQLInt, defaultValue: LIST_LIMIT },
      cursor: { type: GraphQLString },
    },
    resolve: (_source, args, doer, info) => doer.list(compiled, args, info),
  }
}

function readField(compiled: CompiledModel, record: GraphQLObjectType): Field {
  return {
    type: new GraphQLNonNull(record),
    description: `Read one of ${compiled.model.label}`,
    args: { id: { type: new GraphQLNonNull(GraphQLID) } },
    resolve: (_source, args, doer, info) => doer.read(compiled, args, info),
  }
}

function createField(compiled: CompiledModel, record: GraphQLObjectType, input: Input): Field {
  return {
    type: new GraphQLNonNull(record),
    description: `Create one of ${compiled.model.label}`,
    args: { data: { type: new GraphQLNonNull(input) } },
    resolve: (_source, args, doer, info) => doer.create(compiled, args, info),
  }
}

function updateField(compiled: CompiledModel, record: GraphQLObjectType, input: Input): Field {
  return {
    type: new GraphQLNonNull(record),
    description: `Change some fields of one of ${compiled.model.label}; with a version only if nobody changed it since`,
    args: {
      id: { type: new GraphQLNonNull(GraphQLID) },
      data: { type: new GraphQLNonNull(input) },
      version: { type: GraphQLInt },
    },
    resolve: (_source, args, doer, info) => doer.update(compiled, args, info),
  }
}

function deleteField(compiled: CompiledModel): Field {
  return {
    type: new GraphQLNonNull(GraphQLBoolean),
    description: `Delete one of ${compiled.model.label}`,
    args: { id: { type: new GraphQLNonNull(GraphQLID) }, version: { type: GraphQLInt } },
    resolve: (_source, args, doer) => doer.remove(compiled, args),
  }
}
