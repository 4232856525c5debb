import type { NodeView } from '@axiom/shared/document/views'
import { findWidget } from '@axiom/shared/widgets/registry'

import type { TextTarget } from './editorState.ts'

/** The text that a double click or Enter opens: the rich text of a node, else its first co-typed text. */
export function textTargetOf(node: NodeView): TextTarget | null {
  const definition = findWidget(node.type)
  if (!definition) return null
  if (definition.defaults.richText) return { nodeId: node.id, field: 'text' }
  const field = definition.inspector.find(({ prop }) => prop.startsWith('x:') && prop.slice(2) in node.texts)
  return field ? { nodeId: node.id, field: field.prop } : null
}
