import { AGGREGATES, canAggregate, columnsOf } from '@axiom/shared/model/columns'
import type { CompiledModel } from '@axiom/shared/model/compile'
import {
  type GraphQLFieldConfig,
  GraphQLID,
  GraphQLInputObjectType,
  type GraphQLInputType,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLNullableInputType,
  GraphQLObjectType,
  GraphQLScalarType,
  GraphQLString,
} from 'graphql'

import type { Doer } from './resolvers.ts'

export type Field = GraphQLFieldConfig<Record<string, unknown>, Doer>

export const AnyJson = new GraphQLScalarType({ name: 'JSON', description: 'Any JSON value.' })

const NAMES = new GraphQLList(new GraphQLNonNull(GraphQLString))

/** What a mutation of many did; which records they are can be asked for. */
const Written = new GraphQLObjectType({
  name: 'Written',
  fields: {
    count: { type: new GraphQLNonNull(GraphQLInt) },
    ids: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(GraphQLID))) },
  },
})

/**
 * Types that belong to a model's begin small, as no model's own type does: whatever models are called, no two types have one name.
 */
export function nameOfPart({ model }: CompiledModel, part: 'page' | 'input' | 'patch' | 'group' | 'change'): string {
  return `${model.name}_${part}`
}

/** Groups of records, counted and summed, as the REST endpoint does it. */
export function aggregateField(compiled: CompiledModel): Field {
  const { model } = compiled
  const fitting = (name: (typeof AGGREGATES)[number]): string =>
    columnsOf(compiled)
      .filter((column) => canAggregate(name, column))
      .map((column) => column.name)
      .join(', ')
  const group = new GraphQLObjectType({
    name: nameOfPart(compiled, 'group'),
    fields: {
      group: { type: new GraphQLNonNull(AnyJson), description: 'By the names in groupBy.' },
      count: { type: new GraphQLNonNull(GraphQLInt) },
      ...Object.fromEntries(AGGREGATES.map((name) => [name, { type: AnyJson, description: 'By name of the field.' }])),
    },
  })
  const wanted = AGGREGATES.map((name) => [name, { type: NAMES, description: fitting(name) }] as const)
  return {
    type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(group))),
    description: `Count and sum ${model.label}`,
    args: {
      filter: { type: AnyJson, description: 'As the REST parameter `filter`.' },
      search: { type: GraphQLString },
      groupBy: { type: NAMES },
      ...Object.fromEntries(wanted),
    },
    resolve: (_source, args, doer) => doer.aggregate(compiled, args),
  }
}

export function createManyField(compiled: CompiledModel, input: GraphQLNullableInputType): Field {
  return {
    type: new GraphQLNonNull(Written),
    description: `Create up to 1,000 of ${compiled.model.label}, all or none`,
    args: { data: { type: listOf(input) } },
    resolve: (_source, args, doer) => doer.createMany(compiled, args),
  }
}

export function updateManyField(compiled: CompiledModel, input: GraphQLNullableInputType): Field {
  const { label } = compiled.model
  const change = new GraphQLInputObjectType({
    name: nameOfPart(compiled, 'change'),
    fields: {
      id: { type: new GraphQLNonNull(GraphQLID) },
      data: { type: new GraphQLNonNull(input) },
      version: { type: GraphQLInt },
    },
  })
  return {
    type: new GraphQLNonNull(Written),
    description: `Change up to 1,000 of ${label}, all or none; each with a version only if nobody changed it since`,
    args: { changes: { type: listOf(change) } },
    resolve: (_source, args, doer) => doer.updateMany(compiled, args),
  }
}

export function deleteManyField(compiled: CompiledModel): Field {
  return {
    type: new GraphQLNonNull(Written),
    description: `Delete up to 1,000 of ${compiled.model.label}, all or none`,
    args: { ids: { type: listOf(GraphQLID) } },
    resolve: (_source, args, doer) => doer.removeMany(compiled, args),
  }
}

function listOf(type: GraphQLNullableInputType): GraphQLInputType {
  return new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(type)))
}
