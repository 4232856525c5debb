import type { FieldView } from '@axiom/shared/document/views'
import type { Link } from '@axiom/shared/model/compile'
import type { SystemField } from '@axiom/shared/model/names'
import type { Operator } from '@axiom/shared/model/operators'
import type { Rule } from '@axiom/shared/rules/ast'

/** What a filter may point at: a field of the model, or one of the system's own. */
export type Target =
  | {
      kind: 'field'
      field: FieldView
      /** What must hold of a record for the caller to know the field there. */
      when?: Rule | null
    }
  | { kind: 'system'; name: SystemField }

export type Scalar = string | number | boolean | null

export interface Test {
  kind: 'test'
  target: Target
  operator: Operator
  value: Scalar | Scalar[]
}

/** A condition on the records that a relation points to: it holds where one of them fits. */
export interface Hop {
  kind: 'hop'
  link: Link
  /** What must hold of a record for the caller to know its relation. */
  when: Rule | null
  test: Test
  /** The parameter that asked for it. */
  path: string
}

/** A typed filter: user input ends here and never reaches the store as it came. */
export type Query = { kind: 'and' | 'or'; parts: Query[] } | Test | Hop

export interface Order {
  target: Target
  direction: 1 | -1
}
