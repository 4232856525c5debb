import type { NodeView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import type { PropField } from '@axiom/shared/widgets/definition'

import type { FieldPresence } from './useFieldPresence.ts'
import type { Common } from './useNodes.ts'

/** What each control of the inspector gets. */
export interface ControlProps {
  nodes: readonly NodeView[]
  field: PropField
  value: Common<Json>
  onChange: (value: Json | undefined) => void
  presence: FieldPresence
}
