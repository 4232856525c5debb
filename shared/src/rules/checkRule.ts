import type { FieldType } from '../document/views.ts'
import { findOption, isChoice, knownOptions } from '../model/choices.ts'
import { columnOfField, systemColumn } from '../model/columns.ts'
import type { CompiledModel, Link } from '../model/compile.ts'
import { isMany } from '../model/relations.ts'
import {
  type Operand,
  type Rule,
  type RuleColumn,
  RuleError,
  type RuleOperator,
  type RuleTest,
  type RuleValue,
  type Scalar,
  type Span,
  type Written,
} from './ast.ts'
import { parseRule } from './parseRule.ts'

/** A name in the source, with the id that is stored in its place: fields, relations and choices. */
export interface Mark extends Span {
  id: string
  /** As people write it: a field's API name, or a choice's label in quotes. */
  shown: string
}

export interface CheckedRule {
  rule: Rule
  marks: Mark[]
}

/** Reads a condition and compares it with its model; names may be ids. Throws `RuleError` for what does not fit. */
export function checkRule(source: string, compiled: CompiledModel): CheckedRule {
  const checker = new Checker(compiled)
  return { rule: checker.check(parseRule(source)), marks: checker.marks }
}

type RecordOperand = Extract<Operand, { kind: 'record' }>

/** What a value has to be for a column. */
interface Place {
  link: Link | null
  /** The one that the column is of. */
  model: CompiledModel
  column: RuleColumn
  type: FieldType
  isList: boolean
  label: string
}

const FLIPPED: Record<RuleOperator, RuleOperator> = {
  '=': '=',
  '!=': '!=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  in: 'in',
}
const ORDERED: ReadonlySet<FieldType> = new Set([
  'text',
  'longText',
  'email',
  'url',
  'integer',
  'number',
  'autoNumber',
  'date',
  'datetime',
])

class Checker {
  readonly marks: Mark[] = []
  readonly #compiled: CompiledModel

  constructor(compiled: CompiledModel) {
    this.#compiled = compiled
  }

  check(written: Written): Rule {
    switch (written.kind) {
      case 'and':
      case 'or':
        return { kind: written.kind, parts: written.parts.map((part) => this.check(part)) }
      case 'not':
        return { kind: 'not', part: this.check(written.part) }
      case 'alone':
        return this.#alone(written.operand)
      case 'compare':
        return this.#compare(written)
    }
  }

  /** `record.published` is `record.published = true`. */
  #alone(operand: Operand): Rule {
    const isTrue: RuleValue = { kind: 'literal', value: true }
    if (operand.kind === 'record') {
      const { link, column, type, isList, label } = this.#place(operand)
      if (type !== 'boolean' || isList) throw new RuleError(`Say what ${label} has to be, as ${label} = …`, operand)
      return { kind: 'test', link, column, operator: '=', value: isTrue }
    }
    const isCondition = operand.kind === 'caller' || (operand.kind === 'literal' && typeof operand.value === 'boolean')
    if (!isCondition) throw new RuleError('This is no condition by itself: compare it with something.', operand)
    return { kind: 'fixed', operator: '=', left: this.#value(operand, null), right: isTrue }
  }

  #compare({ operator, left, right }: Extract<Written, { kind: 'compare' }>): Rule {
    if (operator === 'in') return this.#within(left, right)
    if (left.kind === 'record' && right.kind === 'record') return this.#fields(left, operator, right)
    if (left.kind === 'record') return this.#test(left, operator, right)
    if (right.kind === 'record') return this.#test(right, FLIPPED[operator], left)
    return this.#fixed(left, operator, right)
  }

  #fixed(left: Operand, operator: RuleOperator, right: Operand): Rule {
    return { kind: 'fixed', operator, left: this.#value(left, null), right: this.#value(right, null) }
  }

  /** `record.spent <= record.budget`. */
  #fields(left: RecordOperand, operator: RuleOperator, right: RecordOperand): Rule {
    const [place, other] = [this.#place(left), this.#place(right)]
    for (const [one, at] of [
      [place, left],
      [other, right],
    ] as const)
      if (one.isList) throw new RuleError(`${one.label} is a list: write … in ${one.label}.`, at)
    demandAlike(place, other, right)
    if (operator !== '=' && operator !== '!=' && !(ORDERED.has(place.type) && ORDERED.has(other.type)))
      throw new RuleError(`${place.label} has no order: use = or !=.`, right)
    const { link, column } = place
    return { kind: 'test', link, column, operator, value: { kind: 'field', column: other.column } }
  }

  /** `record.status in ["a", "b"]`, `record.team in caller.teams`, `caller.id in record.members`, `"cook" in caller.roles`. */
  #within(left: Operand, right: Operand): Rule {
    if (right.kind !== 'list' && right.kind !== 'caller' && right.kind !== 'record')
      throw new RuleError('After "in" comes a list: ["a", "b"], or a field that holds one.', right)
    if (right.kind === 'record') {
      const place = this.#place(right)
      if (!place.isList) throw new RuleError(`${place.label} holds one value: write "=".`, right)
      const { link, column } = place
      return { kind: 'test', link, column, operator: 'has', value: this.#member(left, place) }
    }
    if (left.kind !== 'record') return this.#fixed(left, 'in', right)
    const place = this.#place(left)
    if (place.isList) throw new RuleError(`${place.label} is a list: write … in ${place.label}.`, left)
    const { link, column } = place
    return { kind: 'test', link, column, operator: 'in', value: this.#value(right, place) }
  }

  /** What is in a list: a value, or another field's. */
  #member(operand: Operand, list: Place): RuleTest['value'] {
    if (operand.kind !== 'record') return this.#value(operand, list)
    const place = this.#place(operand)
    if (place.isList) throw new RuleError(`${place.label} is a list, and no value of one.`, operand)
    demandAlike(list, place, operand)
    return { kind: 'field', column: place.column }
  }

  #test(at: RecordOperand, operator: RuleOperator, operand: Operand): Rule {
    const place = this.#place(at)
    const { link, column, type, isList, label } = place
    const isNull = operand.kind === 'literal' && operand.value === null
    if (operator !== '=' && operator !== '!=' && (isNull || isList || !ORDERED.has(type)))
      throw new RuleError(
        isNull ? 'Nothing is smaller or larger than null.' : `${label} has no order: use = or !=.`,
        operand,
      )
    if (isList && !isNull) throw new RuleError(`${label} is a list: write … in ${label}.`, at)
    if ((type === 'json' || type === 'file') && !isNull)
      throw new RuleError(`${label} can only be compared with null: whether there is something.`, operand)
    if (operand.kind === 'list') throw new RuleError('A list comes after "in".', operand)
    return { kind: 'test', link, column, operator, value: this.#value(operand, place) }
  }

  /** Finds what a path means, and notes its names. */
  #place({ path }: RecordOperand): Place {
    const [first, second] = path
    if (!first) throw new RangeError('A path has a name.')
    const own = this.#column(this.#compiled, first)
    if (!second) return { link: null, model: this.#compiled, ...own, label: `record.${own.name}` }
    const link = own.column.kind === 'field' ? this.#compiled.links.get(own.column.field.name) : undefined
    if (!link) throw new RuleError(`${own.name} is no relation to another model, so nothing can follow it.`, first)
    if (isMany(link.field))
      throw new RuleError(`${own.name} leads to many records; a condition follows a relation to one.`, first)
    const far = this.#column(link.target, second)
    return { link, model: link.target, ...far, label: `record.${own.name}.${far.name}` }
  }

  #column(compiled: CompiledModel, at: Span & { name: string }) {
    const { model, byId, byName } = compiled
    const field = at.name.startsWith('#') ? byId.get(at.name.slice(1)) : byName.get(at.name)
    if (field) {
      this.marks.push({ at: at.at, end: at.end, id: field.id, shown: field.name })
      const { name, type } = columnOfField(field)
      return { column: { kind: 'field', field } as const, name, type, isList: isMany(field) || type === 'multiSelect' }
    }
    const system = systemColumn(at.name)
    if (system)
      return {
        column: { kind: 'system', name: system.name } as const,
        name: system.name,
        type: system.type,
        isList: false,
      }
    const gone = at.name.startsWith('#')
    throw new RuleError(
      gone ? `A field of ${model.label} that stood here was deleted.` : `${model.label} has no field "${at.name}".`,
      at,
    )
  }

  #value(operand: Operand, place: Place | null): RuleValue {
    switch (operand.kind) {
      case 'list':
        return { kind: 'list', items: operand.items.map((item) => this.#value(item, place)) }
      case 'caller':
        return { kind: 'caller', name: operand.name }
      case 'now':
        if (place && place.type !== 'date' && place.type !== 'datetime')
          throw new RuleError(`${place.label} holds no time, so now() says nothing about it.`, operand)
        return { kind: 'now' }
      case 'option':
        return this.#choice(operand, operand.id, place)
      case 'literal':
        return this.#literal(operand, place)
      case 'record':
        throw new RuleError('A field of the record cannot stand here.', operand)
    }
  }

  #literal(operand: Extract<Operand, { kind: 'literal' }>, place: Place | null): RuleValue {
    const { value } = operand
    if (value === null || !place) return { kind: 'literal', value }
    if (typeof value === 'string' && place.column.kind === 'field' && isChoice(place.column.field))
      return this.#choice(operand, value, place)
    return { kind: 'literal', value: fitLiteral(value, place, operand) }
  }

  #choice(at: Span, label: string, place: Place | null): RuleValue {
    const field = place?.column.kind === 'field' ? place.column.field : null
    const option = field && findOption(field, label)
    if (!field || !option) {
      const offered = field
        ? knownOptions(field)
            .map((one) => `"${one.label}"`)
            .join(', ')
        : ''
      throw new RuleError(
        offered === '' ? 'A choice that stood here was deleted.' : `This is none of its choices: ${offered}.`,
        at,
      )
    }
    this.marks.push({ at: at.at, end: at.end, id: option.id, shown: JSON.stringify(option.label) })
    return { kind: 'literal', value: option.label }
  }
}

/** What two fields have to have in common: they stand in one record, and hold what can be equal. */
function demandAlike(place: Place, other: Place, at: Span): void {
  if (place.link?.field.id !== other.link?.field.id)
    throw new RuleError(
      'Both fields have to be of one record: record.a with record.b, or record.relation.a with record.relation.b.',
      at,
    )
  const [what, otherWhat] = [contentOf(place), contentOf(other)]
  if (what === null || otherWhat === null) {
    const { label } = what === null ? place : other
    throw new RuleError(`${label} can be compared with values, not with another field.`, at)
  }
  if (what.key !== otherWhat.key)
    throw new RuleError(
      `${place.label} holds ${what.said}, ${other.label} ${otherWhat.said}: nothing would be equal.`,
      at,
    )
}

/** What a column holds; null for what is never compared with another one: choices are labels of their own field. */
function contentOf({ column, type, model }: Place): { key: string; said: string } | null {
  const references = ({ id, label }: CompiledModel['model']) => ({ key: `record:${id}`, said: `records of ${label}` })
  if (column.kind === 'system' && column.name === 'id') return references(model.model)
  if (type === 'user' || (column.kind === 'system' && column.name === 'createdBy'))
    return { key: 'person', said: 'people' }
  if (NUMBERS.has(type)) return { key: 'number', said: 'numbers' }
  switch (type) {
    case 'boolean':
      return { key: type, said: 'true or false' }
    case 'date':
      return { key: type, said: 'dates' }
    case 'datetime':
      return { key: type, said: 'times' }
    case 'relation': {
      const link = column.kind === 'field' ? model.links.get(column.field.name) : undefined
      return link ? references(link.target.model) : null
    }
    case 'select':
    case 'multiSelect':
    case 'json':
    case 'file':
      return null
    default:
      return { key: 'text', said: 'text' }
  }
}

const NUMBERS: ReadonlySet<FieldType> = new Set(['integer', 'number', 'autoNumber'])

/** A literal in the form in which the column's values are stored. */
function fitLiteral(value: string | number | boolean, { type, label }: Place, at: Span): Scalar {
  const refuse = (what: string): never => {
    throw new RuleError(`${label} holds ${what}.`, at)
  }
  if (type === 'boolean') return typeof value === 'boolean' ? value : refuse('true or false')
  if (NUMBERS.has(type)) return typeof value === 'number' ? value : refuse('numbers')
  if (typeof value !== 'string') return refuse('text: put it in quotes')
  const time = Date.parse(value)
  if (type === 'date')
    return /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(time) ? value : refuse('dates, as "2026-01-31"')
  if (type === 'datetime') {
    const isWhole = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/.test(value)
    return isWhole && !Number.isNaN(time) ? new Date(time).toISOString() : refuse('times, as "2026-01-31T12:00:00Z"')
  }
  return value
}
