import { type Caller, isAllowed } from '@axiom/shared/access/audience'
import type { FieldView } from '@axiom/shared/document/views'
import { columnOfField } from '@axiom/shared/model/columns'
import type { CompiledContract, CompiledModel } from '@axiom/shared/model/compile'
import { freeName } from '@axiom/shared/model/names'
import { isMany } from '@axiom/shared/model/relations'
import {
  GraphQLBoolean,
  type GraphQLFieldConfig,
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

import type { Doer } from './resolvers.ts'

type Fields = GraphQLFieldConfigMap<Record<string, unknown>, Doer>
type Field = GraphQLFieldConfig<Record<string, unknown>, Doer>

const AnyJson = new GraphQLScalarType({ name: 'JSON', description: 'Any JSON value.' })

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
  for (const compiled of models.values()) {
    const { model } = compiled
    const may = (operation: Parameters<typeof isAllowed>[1]): boolean => isAllowed(model, operation, caller)
    const record = types.record(compiled)
    if (may('list')) add(query, model.name, listField(compiled, record))
    if (may('read')) add(query, `${model.name}_by_id`, readField(compiled, record))
    if (may('create')) add(mutation, `create_${model.name}`, createField(compiled, record))
    if (may('update')) add(mutation, `update_${model.name}`, updateField(compiled, record))
    if (may('delete')) add(mutation, `delete_${model.name}`, deleteField(compiled))
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

/** `order_items` → `Order_items`; two that differ in their first letter only cannot be: names begin with small ones. */
function typeName({ model }: CompiledModel, models: readonly CompiledModel[]): string {
  const name = model.name.charAt(0).toUpperCase() + model.name.slice(1)
  return ['Query', 'Mutation', 'Person', 'Boolean', 'String', 'Int', 'Float'].includes(name)
    ? `${name}_${models.length}`
    : name
}

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
    if (target) fields[field.name] = expanded(field.name, isMany(field) ? listOf(target) : target)
  }
  for (const { name, source } of backLinks.values())
    if (isAllowed(source.model, 'list', caller) && !(name in fields))
      fields[name] = expanded(name, listOf(record(source)))
  return fields
}

/** What `expand` has answered under that name. */
function expanded(name: string, type: GraphQLOutputType): Field {
  return { type, resolve: ({ expand }) => (expand as Record<string, unknown> | undefined)?.[name] ?? null }
}

function listOf(type: GraphQLObjectType): GraphQLOutputType {
  return new GraphQLList(new GraphQLNonNull(type))
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

function inputOf({ model, inputs: sent }: CompiledModel, suffix: string): GraphQLInputObjectType | GraphQLScalarType {
  if (sent.length === 0) return AnyJson
  const fields = sent.map((field) => [field.name, { type: inputType(field), description: field.label }] as const)
  const name = `${model.name.charAt(0).toUpperCase()}${model.name.slice(1)}_${suffix}`
  return new GraphQLInputObjectType({ name, fields: Object.fromEntries(fields) })
}

function listField(compiled: CompiledModel, record: GraphQLObjectType): Field {
  const { model } = compiled
  const page = new GraphQLObjectType({
    name: `${record.name}_page`,
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
      limit: { type: GraphQLInt },
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

function createField(compiled: CompiledModel, record: GraphQLObjectType): Field {
  return {
    type: new GraphQLNonNull(record),
    description: `Create one of ${compiled.model.label}`,
    args: { data: { type: new GraphQLNonNull(inputOf(compiled, 'input')) } },
    resolve: (_source, args, doer, info) => doer.create(compiled, args, info),
  }
}

function updateField(compiled: CompiledModel, record: GraphQLObjectType): Field {
  return {
    type: new GraphQLNonNull(record),
    description: `Change some fields of one of ${compiled.model.label}; with a version only if nobody changed it since`,
    args: {
      id: { type: new GraphQLNonNull(GraphQLID) },
      data: { type: new GraphQLNonNull(inputOf(compiled, 'patch')) },
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
