import { setBinding } from '@axiom/shared/document/operations/setBinding'
import { setProps } from '@axiom/shared/document/operations/setProps'
import type { NodeView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import type { PropField } from '@axiom/shared/widgets/definition'
import { completeProps } from '@axiom/shared/widgets/registry'
import { IconMathFunction } from '@tabler/icons-react'
import type { ReactNode } from 'react'

import { stepLabel } from '../../actions/edits.ts'
import { useEdit, useProjectSession } from '../../document/hooks.ts'
import { t } from '../../texts/t.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { PropRow } from '../../ui/Panel.tsx'
import { BindingField } from './BindingField.tsx'
import { CoTypedField } from './CoTypedField.tsx'
import { PropControl } from './PropControl.tsx'
import { useFieldPresence } from './useFieldPresence.ts'
import { commonOf } from './useNodes.ts'

interface Props {
  nodes: readonly NodeView[]
  field: PropField
}

const TALL = new Set(['textarea', 'columns', 'options', 'guard'])

/** The name that a binding has: co-typed texts are bound without the `x:`. */
const boundName = (prop: string): string => prop.replace(/^x:/, '')

/** What the fixed value was, as an expression, so that nothing changes by the switch alone. */
function startOf(node: NodeView, prop: string): string {
  const value = prop.startsWith('x:') ? (node.texts[boundName(prop)] ?? '') : completeProps(node.type, node.props)[prop]
  return JSON.stringify(value ?? '')
}

/** One property: a value, or (where the definition allows) an expression. */
export function PropEditor({ nodes, field }: Props): ReactNode {
  const { prop, label, control, bindable, help } = field
  const name = boundName(prop)
  const { store } = useProjectSession()
  const edit = useEdit()
  const ids = nodes.map(({ id }) => id)
  const binding = commonOf(nodes, (node) => node.bindings[name] ?? null)
  const isBound = binding.kind === 'same' && binding.value !== null
  const first = nodes[0]
  const presence = useFieldPresence(first?.id ?? '', prop)
  if (!first) return null

  const step = (work: Parameters<typeof edit>[1]): void =>
    edit(stepLabel(t('inspector.set', { label }), store, ids), work)
  const bind = (expression: string | null): void =>
    step((doc, origin) => ids.forEach((id) => setBinding(doc, { id, prop: name, expression }, origin)))
  const write = (value: Json | undefined): void =>
    step((doc, origin) => setProps(doc, { ids, props: { [prop]: value } }, origin))

  const isTall = TALL.has(control) || isBound
  return (
    <PropRow label={label} help={help} tall={isTall}>
      {isBound ? (
        <BindingField label={label} expression={binding.value ?? ''} onCommit={bind} presence={presence} />
      ) : prop.startsWith('x:') ? (
        <CoTypedField nodes={nodes} name={name} label={label} multiline={control === 'textarea'} presence={presence} />
      ) : (
        <PropControl
          nodes={nodes}
          field={field}
          value={commonOf(nodes, (node) => completeProps(node.type, node.props)[prop] ?? null)}
          onChange={write}
          presence={presence}
        />
      )}
      {bindable && (
        <IconButton
          label={t(isBound ? 'inspector.unbind' : 'inspector.bind', { label })}
          size="xs"
          toggle
          on={isBound}
          onClick={() => bind(isBound ? null : startOf(first, prop))}
        >
          <IconMathFunction size={14} stroke={1.8} />
        </IconButton>
      )}
    </PropRow>
  )
}
