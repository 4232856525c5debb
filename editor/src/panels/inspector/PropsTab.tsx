import type { NodeView } from '@axiom/shared/document/views'
import type { PropField } from '@axiom/shared/widgets/definition'
import { completeProps, findWidget } from '@axiom/shared/widgets/registry'
import type { ReactNode } from 'react'

import { PropEditor } from './PropEditor.tsx'

/** The properties that all selected widgets have, in the order of the first one's definition. */
export function PropsTab({ nodes }: { nodes: readonly NodeView[] }): ReactNode {
  return (
    <div className="ax-inspector-part ax-stack8">
      {sharedFields(nodes)
        .filter((field) => isMeant(field, nodes))
        .map((field) => (
          <PropEditor key={field.prop} nodes={nodes} field={field} />
        ))}
    </div>
  )
}

function sharedFields(nodes: readonly NodeView[]): readonly PropField[] {
  const [first, ...rest] = [...new Set(nodes.map(({ type }) => type))].map((type) => findWidget(type)?.inspector ?? [])
  return (first ?? []).filter(({ prop, control }) =>
    rest.every((fields) => fields.some((other) => other.prop === prop && other.control === control)),
  )
}

function isMeant({ where }: PropField, nodes: readonly NodeView[]): boolean {
  if (!where) return true
  return nodes.every(({ type, props }) => {
    const value = completeProps(type, props)[where.prop]
    return 'is' in where ? value === where.is : value !== where.isNot
  })
}
