import type { FieldView } from '@axiom/shared/document/views'
import type { SystemField } from '@axiom/shared/model/names'
import type { Operator } from '@axiom/shared/model/operators'

/** What a filter may point at: a field of the model, or one of the system's own. */
export type Target = { kind: 'field'; field: FieldView } | { kind: 'system'; name: SystemField }

export type Scalar = string | number | boolean | null

/** A typed filter: user input ends here and never reaches the store as it came. */
export type Query =
  | { kind: 'and' | 'or'; parts: Query[] }
  | { kind: 'test'; target: Target; operator: Operator; value: Scalar | Scalar[] }

export interface Order {
  target: Target
  direction: 1 | -1
}
