import { type Caller, isAllowed } from '../../access/audience.ts'
import type { JsonObject } from '../../json.ts'
import { type Column, columnsOf } from '../columns.ts'
import type { CompiledModel } from '../compile.ts'
import { BACK_LIST, isMany } from '../relations.ts'
import { exactly, reference } from './parts.ts'

/** What of related records a caller may ask for, beside those of a collection itself. */
export interface Reach {
  /** Schema of what `expand` answers, by name. */
  expands: JsonObject
  /** What `expand` takes: names, and names of what they lead to. */
  paths: string[]
  /** Columns of related records, as `relation.field`. */
  hops: Column[]
}

/** Follows the relations of a collection as far as the rules of their targets let the caller. */
export function reachOf(compiled: CompiledModel, caller: Caller): Reach {
  const steps = stepsOf(compiled, caller)
  const open = [...compiled.links].filter(([, { target }]) => isAllowed(target.model, 'list', caller))
  return {
    expands: Object.fromEntries(steps.map(({ name, schema }) => [name, schema])),
    paths: steps.flatMap(({ name, next }) => [
      name,
      ...(next ? stepsOf(next, caller).map((deeper) => `${name}.${deeper.name}`) : []),
    ]),
    hops: open.flatMap(([name, { target }]) =>
      columnsOf(target).map((column) => ({
        ...column,
        name: `${name}.${column.name}`,
        label: `${target.model.label}, ${column.label}`,
      })),
    ),
  }
}

interface Step {
  name: string
  schema: JsonObject
  next: CompiledModel | null
}

function stepsOf({ model, links, backLinks }: CompiledModel, caller: Caller): Step[] {
  const orList = (one: JsonObject, many: boolean): JsonObject =>
    many ? { type: 'array', items: one, maxItems: 200 } : { anyOf: [one, { type: 'null' }] }
  const person = exactly({ id: { type: 'string' }, name: { type: 'string' } })
  return [
    ...[...links]
      .filter(([, { target }]) => isAllowed(target.model, 'read', caller))
      .map(([name, { field, target }]) => ({
        name,
        schema: orList(reference(target.model.name), isMany(field)),
        next: target,
      })),
    ...model.fields
      .filter(({ type }) => type === 'user')
      .map((field) => ({ name: field.name, schema: orList(person, isMany(field)), next: null })),
    ...[...backLinks.values()]
      .filter(({ source }) => isAllowed(source.model, 'list', caller))
      .map(({ name, source }) => ({
        name,
        schema: { type: 'array', items: reference(`${source.model.name}.partial`), maxItems: BACK_LIST },
        next: source,
      })),
  ]
}

/** A record's schema, with what `expand` adds to it. */
export function withExpand(record: JsonObject, { expands }: Reach): JsonObject {
  if (Object.keys(expands).length === 0) return record
  const expand = { type: 'object', properties: expands, additionalProperties: false }
  return { ...record, properties: { ...(record['properties'] as JsonObject), expand } }
}
