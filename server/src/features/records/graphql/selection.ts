import type { CompiledModel } from '@axiom/shared/model/compile'
import { type FieldNode, type GraphQLResolveInfo, Kind, type SelectionSetNode } from 'graphql'

type Fragments = GraphQLResolveInfo['fragments']

/** Fields of a selection, those of its fragments too. */
export function fieldsOf({ selections }: SelectionSetNode, fragments: Fragments): FieldNode[] {
  return selections.flatMap((selection): FieldNode[] => {
    if (selection.kind === Kind.FIELD) return [selection]
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(selection.selectionSet, fragments)
    const fragment = fragments[selection.name.value]
    return fragment ? fieldsOf(fragment.selectionSet, fragments) : []
  })
}

function ownFields(info: GraphQLResolveInfo): FieldNode[] {
  return info.fieldNodes.flatMap(({ selectionSet }) => (selectionSet ? fieldsOf(selectionSet, info.fragments) : []))
}

/** True when a field of the answer is asked for. */
export function selects(info: GraphQLResolveInfo, name: string): boolean {
  return ownFields(info).some((field) => field.name.value === name)
}

/** What `expand` has to follow for a selection; `below`: the field under which the records are. */
export function expandOf(compiled: CompiledModel, info: GraphQLResolveInfo, below: string | null = null): string[] {
  const own = ownFields(info)
  const fields =
    below === null
      ? own
      : own.flatMap(({ name, selectionSet }) =>
          name.value === below && selectionSet ? fieldsOf(selectionSet, info.fragments) : [],
        )
  return [...new Set(pathsOf(compiled, fields, info.fragments))]
}

function pathsOf(compiled: CompiledModel, fields: readonly FieldNode[], fragments: Fragments): string[] {
  return fields.flatMap(({ name: { value: name }, selectionSet }): string[] => {
    if (!selectionSet) return []
    const next = compiled.links.get(name)?.target ?? compiled.backLinks.get(name)?.source
    const deeper = next ? pathsOf(next, fieldsOf(selectionSet, fragments), fragments) : []
    return deeper.length > 0 ? deeper.map((path) => `${name}.${path}`) : [name]
  })
}
