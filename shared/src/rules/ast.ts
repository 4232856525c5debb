import type { FieldView } from '../document/views.ts'
import type { Link } from '../model/compile.ts'
import type { SystemField } from '../model/names.ts'

/** Where something stands in the source: from `at` to before `end`. */
export interface Span {
  at: number
  end: number
}

export const RULE_OPERATORS = ['=', '!=', '<', '<=', '>', '>=', 'in'] as const
export type RuleOperator = (typeof RULE_OPERATORS)[number]

export type Scalar = string | number | boolean | null

/** An operand as it is written. Names may be ids, as `#id`: so they are stored. */
export type Operand = Span &
  (
    | { kind: 'record'; path: (Span & { name: string })[] }
    | { kind: 'caller'; name: string }
    | { kind: 'literal'; value: Scalar }
    | { kind: 'option'; id: string }
    | { kind: 'now' }
    | { kind: 'list'; items: Operand[] }
  )

/** A condition as it is written, not yet compared with any model. */
export type Written = Span &
  (
    | { kind: 'and' | 'or'; parts: Written[] }
    | { kind: 'not'; part: Written }
    | { kind: 'compare'; operator: RuleOperator; left: Operand; right: Operand }
    | { kind: 'alone'; operand: Operand }
  )

/** What a test looks at: a field of the record, or of the one that `link` leads to. */
export type RuleColumn = { kind: 'field'; field: FieldView } | { kind: 'system'; name: SystemField }

export type RuleValue =
  | { kind: 'literal'; value: Scalar }
  | { kind: 'caller'; name: string }
  | { kind: 'now' }
  | { kind: 'list'; items: RuleValue[] }

/** A field of the same record as the one that it is compared with. */
export interface RuleField {
  kind: 'field'
  column: RuleColumn
}

/** A field against a value or another field. `has`: the field is a list, and the value is in it. */
export interface RuleTest {
  kind: 'test'
  link: Link | null
  column: RuleColumn
  operator: RuleOperator | 'has'
  value: RuleValue | RuleField
}

/** A comparison that no record has a part in. */
export interface RuleFixed {
  kind: 'fixed'
  operator: RuleOperator
  left: RuleValue
  right: RuleValue
}

/** A condition that fits its model. */
export type Rule = { kind: 'and' | 'or'; parts: Rule[] } | { kind: 'not'; part: Rule } | RuleTest | RuleFixed

/** What is wrong with a condition, and where. */
export class RuleError extends Error {
  override readonly name = 'RuleError'
  readonly at: number
  readonly end: number

  constructor(message: string, { at, end }: Span) {
    super(message)
    this.at = at
    this.end = end
  }
}
