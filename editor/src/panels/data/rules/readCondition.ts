import { columnOfField } from '@axiom/shared/model/columns'
import type { Rule, RuleColumn, RuleFixed, RuleTest, RuleValue } from '@axiom/shared/rules/ast'

import { t } from '../../../texts/t.ts'

/** A condition in words: “the customer’s region is their own region”. */
export function readCondition(rule: Rule): string {
  return read(rule, null)
}

function read(rule: Rule, around: Rule['kind'] | null): string {
  switch (rule.kind) {
    case 'and':
    case 'or': {
      const joined = rule.parts
        .map((part) => read(part, rule.kind))
        .join(t(rule.kind === 'and' ? 'condition.and' : 'condition.or'))
      return around === null || around === rule.kind ? joined : `(${joined})`
    }
    case 'not':
      return t('condition.not', { what: read(rule.part, 'not') })
    case 'test':
      return readTest(rule)
    case 'fixed':
      return readFixed(rule)
  }
}

function readTest({ link, column, operator, value }: RuleTest): string {
  const what = readColumn(link, column)
  const type =
    column.kind === 'field' ? columnOfField(column.field).type : column.name.endsWith('At') ? 'datetime' : 'text'
  if (value.kind === 'literal' && value.value === null)
    return t(operator === '=' ? 'condition.empty' : 'condition.filled', { what })
  if (type === 'boolean' && value.kind === 'literal')
    return t((operator === '=') === value.value ? 'condition.true' : 'condition.false', { what })
  const other = value.kind === 'field' ? readColumn(link, value.column) : readValue(value)
  return t(`condition.${wordOf(operator, type)}`, { what, value: other })
}

function readColumn(link: RuleTest['link'], column: RuleColumn): string {
  const field = column.kind === 'field' ? column.field.label : t(`condition.${column.name}`)
  return link ? t('condition.of', { relation: link.field.label, field }) : t('condition.the', { field })
}

type Word =
  | 'is'
  | 'isNot'
  | 'less'
  | 'most'
  | 'more'
  | 'least'
  | 'before'
  | 'until'
  | 'after'
  | 'since'
  | 'among'
  | 'has'

const WORDS: Record<RuleTest['operator'], Word> = {
  '=': 'is',
  '!=': 'isNot',
  '<': 'less',
  '<=': 'most',
  '>': 'more',
  '>=': 'least',
  in: 'among',
  has: 'has',
}
const TIMES: Partial<Record<Word, Word>> = { less: 'before', most: 'until', more: 'after', least: 'since' }

function wordOf(operator: RuleTest['operator'], type: string): Word {
  const word = WORDS[operator]
  return type === 'date' || type === 'datetime' ? (TIMES[word] ?? word) : word
}

function readFixed({ operator, left, right }: RuleFixed): string {
  if (left.kind === 'literal' && typeof left.value === 'boolean' && right.kind === 'literal' && right.value === true)
    return t(left.value ? 'condition.always' : 'condition.never')
  if (operator === 'in' && right.kind === 'caller')
    return t('condition.has', { what: readValue(right), value: readValue(left) })
  if (right.kind === 'literal' && right.value === null)
    return t(operator === '=' ? 'condition.empty' : 'condition.filled', { what: readValue(left) })
  return t(`condition.${WORDS[operator]}`, { what: readValue(left), value: readValue(right) })
}

function readValue(value: RuleValue): string {
  switch (value.kind) {
    case 'literal':
      return typeof value.value === 'string' ? `“${value.value}”` : String(value.value)
    case 'now':
      return t('condition.now')
    case 'caller': {
      const { name } = value
      return name === 'id' || name === 'email' || name === 'role' || name === 'roles'
        ? t(`condition.caller.${name}`)
        : t('condition.caller', { name })
    }
    case 'list':
      return value.items.map(readValue).join(', ')
  }
}
