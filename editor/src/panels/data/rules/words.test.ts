import type { FieldView, ModelView } from '@axiom/shared/document/views'
import { type CompiledModel, compileModels } from '@axiom/shared/model/compile'
import { checkRule } from '@axiom/shared/rules/checkRule'
import { describe, expect, it } from 'vitest'

import { completionsAt } from './completions.ts'
import { readCondition } from './readCondition.ts'

function field(modelId: string, name: string, type: FieldView['type'], more: Partial<FieldView> = {}): FieldView {
  const label = name.charAt(0).toUpperCase() + name.slice(1)
  return {
    id: `${modelId}${name}`,
    modelId,
    name,
    label,
    type,
    index: name,
    constraints: {},
    options: [],
    retired: [],
    ...more,
  }
}

function model(id: string, fields: FieldView[]): ModelView {
  const rules = { list: 'public', read: 'public', create: 'public', update: 'public', delete: 'public' } as const
  return { id, name: id, label: id, index: id, rules, fields }
}

const customers = model('customers', [
  field('customers', 'region', 'text'),
  field('customers', 'active', 'boolean'),
  field('customers', 'agent', 'user'),
])
const orders = model('orders', [
  field('orders', 'total', 'number'),
  field('orders', 'limit', 'integer'),
  field('orders', 'helpers', 'user', { constraints: { many: true } }),
  field('orders', 'due', 'date'),
  field('orders', 'customer', 'relation', { constraints: { target: 'customers' } }),
  field('orders', 'others', 'relation', { constraints: { target: 'customers', many: true } }),
])
const compiled = compileModels([customers, orders]).models.get('orders') as CompiledModel

describe('what can stand at the caret', () => {
  const at = (source: string) =>
    completionsAt(source, source.length, { compiled, claims: ['region', 'role'] }).list.map(({ text }) => text)

  it('is a root, a field, a field of what is referred to, or a claim, by its name or label', () => {
    expect(at('re')).toEqual(['record.'])
    expect(at('record.cu')).toEqual(['record.customer'])
    expect(at('true and record.customer.re')).toEqual(['record.customer.region'])
    expect(at('record.others.')).toEqual([])
    expect(at('record.total = caller.r')).toEqual(['caller.role', 'caller.roles', 'caller.region'])
    expect(at('record.due < n')).toEqual(['now()'])
  })

  it('is nothing in a text, behind what is whole, and where nobody has typed', () => {
    expect([at(''), at('record.total = "re'), at("'re"), at('record.total'), at('record.total = ')]).toEqual([
      [],
      [],
      [],
      [],
      [],
    ])
  })
})

it.each([
  ['record.total >= 10', 'the Total is at least 10'],
  ['record.due < now()', 'the Due is before now'],
  ['record.customer.region = caller.region', 'the Region of its Customer is the region of who asks'],
  [
    'record.customer.active and not (record.total = 1 or record.due = null)',
    'the Active of its Customer is yes and it is not so that (the Total is 1 or the Due is empty)',
  ],
  ['record.createdBy = caller.id', 'the creator is who asks'],
  ['record.total in [1, 2]', 'the Total is one of 1, 2'],
  ['"cook" in caller.roles', 'the roles of who asks include “cook”'],
  ['caller.id in record.others', 'the Others include who asks'],
  ['record.total <= record.limit', 'the Total is at most the Limit'],
  ['record.createdBy in record.helpers', 'the Helpers include the creator'],
  [
    'record.customer.createdBy != record.customer.agent',
    'the creator of its Customer is not the Agent of its Customer',
  ],
  ['caller.team = null or false', 'the team of who asks is empty or never'],
])('says %s in words', (source, words) => {
  expect(readCondition(checkRule(source, compiled).rule)).toBe(words)
})
