import type { Json } from '@axiom/shared/json'
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  getNamedType,
  getNullableType,
  type GraphQLField,
  type GraphQLOutputType,
  type GraphQLSchema,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

const MOST_DEPTH = 12
/** Fields, fragments counted as often as they are used. */
const MOST_FIELDS = 600
/** Operations on collections in one request. */
const MOST_ROOTS = 10
/** Rows of lists within rows. */
const MOST_NESTED = 10_000

interface Size {
  /** Fields at the top. */
  roots: number
  fields: number
  depth: number
  /** Rows that lists within rows may have: their limits, multiplied along the way. */
  nested: number
}

type Variables = Readonly<Record<string, Json>>

const NOTHING: Size = { roots: 0, fields: 0, depth: 0, nested: 0 }

/** What is too much about a request, before anything of it is done; null: nothing. After validation: fragments make no circles. */
export function excessOf(schema: GraphQLSchema, { definitions }: DocumentNode, variables: Variables): string | null {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const one of definitions) if (one.kind === Kind.FRAGMENT_DEFINITION) fragments.set(one.name.value, one)
  for (const definition of definitions) {
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue
    const measure = createMeasure(schema, fragments, { ...defaultsOf(definition), ...variables })
    const { roots, fields, depth, nested } = measure(definition.selectionSet, schema.getRootType(definition.operation))
    if (roots > MOST_ROOTS) return `Ask for at most ${MOST_ROOTS} things at once.`
    if (depth > MOST_DEPTH) return `Go at most ${MOST_DEPTH} levels deep.`
    if (fields > MOST_FIELDS) return `Ask for at most ${MOST_FIELDS} fields.`
    if (nested > MOST_NESTED)
      return `This asks for up to ${nested} rows within rows; at most ${MOST_NESTED} are answered. Give its lists a smaller limit.`
  }
  return null
}

/** Each fragment is measured once, however often it is used. */
function createMeasure(
  schema: GraphQLSchema,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  variables: Variables,
) {
  const known = new Map<string, Size>()

  function sizeOf({ selections }: SelectionSetNode, type: GraphQLOutputType | null | undefined): Size {
    const size = { ...NOTHING }
    for (const selection of selections) {
      const field = selection.kind === Kind.FIELD ? fieldOf(selection, type) : undefined
      const inner = innerOf(selection, field ? getNamedType(field.type) : type)
      const isField = selection.kind === Kind.FIELD
      size.roots += isField ? 1 : inner.roots
      size.fields += inner.fields + (isField ? 1 : 0)
      size.depth = Math.max(size.depth, inner.depth + (isField ? 1 : 0))
      size.nested += isField && field ? nestedIn(selection, field, inner.nested) : inner.nested
    }
    return size
  }

  function innerOf(selection: SelectionNode, type: GraphQLOutputType | null | undefined): Size {
    if (selection.kind !== Kind.FRAGMENT_SPREAD)
      return selection.selectionSet ? sizeOf(selection.selectionSet, type) : NOTHING
    const { value: name } = selection.name
    const fragment = fragments.get(name)
    const size = known.get(name) ?? (fragment ? sizeOf(fragment.selectionSet, typeOf(schema, fragment)) : NOTHING)
    known.set(name, size)
    return size
  }

  /** Of lists only those have a limit that have rows; a page is counted by what is within its rows. */
  function nestedIn(node: FieldNode, { args, type }: Field, inner: number): number {
    const argument = args.find(({ name }) => name === 'limit')
    if (!argument) return inner
    const isList = isListType(getNullableType(type))
    const limit = limitOf(node, variables) ?? Number(argument.defaultValue)
    return limit * (inner + (isList ? 1 : 0))
  }

  return sizeOf
}

type Field = GraphQLField<unknown, unknown>

function fieldOf({ name }: FieldNode, type: GraphQLOutputType | null | undefined): Field | undefined {
  return isObjectType(type) ? type.getFields()[name.value] : undefined
}

function typeOf(schema: GraphQLSchema, { typeCondition }: FragmentDefinitionNode): GraphQLOutputType | undefined {
  const type = schema.getType(typeCondition.name.value)
  return isObjectType(type) ? type : undefined
}

function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): Variables {
  return Object.fromEntries(
    variableDefinitions.flatMap(({ variable, defaultValue }) =>
      defaultValue?.kind === Kind.INT ? [[variable.name.value, Number(defaultValue.value)]] : [],
    ),
  )
}

/** Null where none is given; what is no limit is refused where it is used. */
function limitOf({ arguments: given = [] }: FieldNode, variables: Variables): number | null {
  const value = given.find(({ name }) => name.value === 'limit')?.value
  const limit =
    value?.kind === Kind.INT ? Number(value.value) : value?.kind === Kind.VARIABLE ? variables[value.name.value] : null
  return typeof limit === 'number' && limit >= 0 ? limit : null
}
