import { beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'

import { addField } from '../document/operations/addField.ts'
import { addModel } from '../document/operations/addModel.ts'
import { setField } from '../document/operations/setField.ts'
import { setModel } from '../document/operations/setModel.ts'
import { setModelCondition } from '../document/operations/setModelRule.ts'
import { setOption } from '../document/operations/setOption.ts'
import { trashField } from '../document/operations/trashField.ts'
import { parseModels } from '../document/parseModels.ts'
import { type EditorOrigin, openProjectDoc, type ProjectDoc } from '../document/projectDoc.ts'
import type { FieldView, ModelView } from '../document/views.ts'
import { AppError } from '../errors.ts'
import { type CompiledModel, compileModels } from '../model/compile.ts'
import { RuleError } from './ast.ts'
import { conditionOf, NEVER } from './conditionOf.ts'
import { parseRule, RULE_LENGTH } from './parseRule.ts'
import { showRule, storeRule } from './ruleText.ts'

const ORIGIN: EditorOrigin = { kind: 'editor', label: 'Edit' }

let doc: ProjectDoc
let ids: { orders: string; customers: string; region: string; status: string; customer: string }

beforeEach(() => {
  doc = openProjectDoc(new Y.Doc())
  const customers = addModel(doc, { name: 'customers' }, ORIGIN)
  const region = addField(doc, { modelId: customers, name: 'region', type: 'text' }, ORIGIN)
  addField(doc, { modelId: customers, name: 'agent', type: 'user' }, ORIGIN)
  const orders = addModel(doc, { name: 'orders' }, ORIGIN)
  const add = (name: string, type: FieldView['type'], more: object = {}): string =>
    addField(doc, { modelId: orders, name, type, ...more }, ORIGIN)
  const customer = add('customer', 'relation', { constraints: { target: customers } })
  const status = add('status', 'select', { options: ['Open', 'Done'] })
  add('total', 'number')
  add('due', 'date')
  add('paid', 'boolean')
  add('team', 'user', { constraints: { many: true } })
  add('helpers', 'relation', { constraints: { target: customers, many: true } })
  add('notes', 'json')
  ids = { orders, customers, region, status, customer }
})

function model(): ModelView {
  const found = parseModels(doc).find(({ id }) => id === ids.orders)
  if (!found) throw new Error('The model is gone.')
  return found
}

function compiled(): CompiledModel {
  const found = compileModels(parseModels(doc)).models.get(model().name)
  if (!found) throw new Error('The model is gone.')
  return found
}

function wrong(source: string): RuleError {
  try {
    storeRule(source, compiled())
  } catch (error) {
    if (error instanceof RuleError) return error
    throw error
  }
  throw new Error(`Nothing is wrong with ${source}`)
}

describe('what a condition may say', () => {
  it.each([
    'record.status = "Open"',
    'record.customer.region = caller.region',
    'caller.region = record.customer.region',
    'record.total >= 10 and record.total < 20.5',
    'not (record.paid or record.due < now())',
    'record.paid',
    'record.due = "2026-01-31"',
    "record.createdAt > '2026-01-31'",
    'record.createdBy = caller.id or caller.role = "owner"',
    'record.status in ["Open", "Done"]',
    'record.status not in ["Open"]',
    'caller.id in record.team',
    '"cook" in caller.roles',
    'record.customer in caller.customers',
    'record.notes != null',
    'record.customer.createdBy = caller.id',
    'record.total <= record.version',
    'record.updatedAt != record.createdAt',
    'record.createdBy in record.team',
    'record.createdBy not in record.team',
    'record.customer in record.helpers',
    'record.customer.createdBy = record.customer.agent',
    'true',
  ])('takes %s', (source) => {
    expect(showRule(storeRule(source, compiled()), compiled())).toEqual({ text: source, problem: null })
  })

  it.each([
    ['', 0, 'missing'],
    ['record.stat = 1', 7, 'no field "stat"'],
    ['record.total = "1"', 15, 'holds numbers'],
    ['record.status = "Closed"', 16, '"Open", "Done"'],
    ['record.total = record.due', 15, 'numbers, record.due dates'],
    ['record.due < record.createdAt', 13, 'dates, record.createdAt times'],
    ['record.customer = record.createdBy', 18, 'records of'],
    ['record.customer.agent = record.createdBy', 24, 'of one record'],
    ['record.createdBy < record.customer.agent', 19, 'of one record'],
    ['record.customer.createdBy < record.customer.agent', 28, 'no order'],
    ['record.status = record.status', 16, 'not with another field'],
    ['record.team = record.createdBy', 0, 'is a list'],
    ['record.createdBy = record.team', 19, 'is a list'],
    ['record.helpers in record.team', 0, 'is a list'],
    ['record.total in record.team', 0, 'people, record.total numbers'],
    ['record.paid <= record.paid', 15, 'no order'],
    ['record.total', 0, 'Say what'],
    ['record.paid < true', 14, 'no order'],
    ['record.due = "31.1.2026"', 13, 'dates'],
    ['record.total = now()', 15, 'no time'],
    ['record.team = caller.id', 0, 'is a list'],
    ['caller.id in record.status', 13, 'one value'],
    ['record.customer.region.x = 1', 23, 'one relation'],
    ['record.total.x = 1', 7, 'no relation'],
    ['record.helpers.region = "x"', 7, 'many records'],
    ['record.notes = 1', 15, 'null'],
    ['record.total < null', 15, 'null'],
    ['record.total == 1', 13, 'one "="'],
    ['record.total = 1 && true', 17, '"and"'],
    ['(record.paid', 12, 'bracket'],
    ['record.paid record.paid', 12, '"and" or "or"'],
    ['status = 1', 0, 'record.status'],
    ['record.status = "Open', 16, 'quote'],
    ['record.status in "Open"', 17, 'list'],
    ['now()', 0, 'compare'],
  ])('refuses %s and says where', (source, at, message) => {
    const error = wrong(source)
    expect([error.at, error.message]).toEqual([at, expect.stringContaining(message)])
  })

  it('`and` binds more than `or`, and brackets more than both', () => {
    expect(parseRule('true or true and false')).toMatchObject({ kind: 'or', parts: [{}, { kind: 'and' }] })
    expect(parseRule('(true or true) and false')).toMatchObject({ kind: 'and', parts: [{ kind: 'or' }, {}] })
  })

  it('has an end to its length, depth and width', () => {
    expect(() => parseRule('true'.padEnd(RULE_LENGTH + 1))).toThrow('characters')
    expect(() => parseRule(`${'('.repeat(30)}true`)).toThrow('deeply')
    expect(() => parseRule(`${'not '.repeat(30)}true`)).toThrow('deeply')
    expect(() => parseRule(Array.from({ length: 41 }, () => 'true').join(' or '))).toThrow('40 comparisons')
  })
})

describe('a condition in the document', () => {
  const set = (condition: string): void =>
    setModelCondition(doc, { id: ids.orders, operation: 'list', condition }, ORIGIN)
  const shown = () => showRule(model().conditions?.list ?? '', compiled())

  it('keeps ids, so that renaming fields, models and choices leaves it right', () => {
    set('record.customer.region = caller.region and record.status = "Open"')
    expect(model().conditions?.list).not.toContain('region =')
    setField(doc, { id: ids.region, name: 'area' }, ORIGIN)
    setField(doc, { id: ids.customer, name: 'buyer' }, ORIGIN)
    setModel(doc, { id: ids.customers, name: 'clients' }, ORIGIN)
    const option = model().fields.find(({ id }) => id === ids.status)?.options[0]?.id ?? ''
    setOption(doc, { id: option, label: 'Waiting' }, ORIGIN)
    const text = 'record.buyer.area = caller.region and record.status = "Waiting"'
    expect(shown()).toEqual({ text, problem: null })
  })

  it('closes when a field that it asks for is deleted, and opens no earlier than that comes back', () => {
    set('record.customer.region != "x"')
    trashField(doc, { id: ids.region }, ORIGIN)
    expect(conditionOf(compiled(), 'list')).toBe(NEVER)
    expect(shown()).toMatchObject({
      text: `record.customer.#${ids.region} != "x"`,
      problem: { message: expect.stringContaining('deleted') },
    })
  })

  it('closes when something writes what is none', () => {
    doc.roots.models.get(ids.orders)?.set('when:list', 17)
    doc.roots.models.get(ids.orders)?.set('when:read', 'record.total = ')
    expect([conditionOf(compiled(), 'list'), conditionOf(compiled(), 'read')]).toEqual([NEVER, NEVER])
  })

  it('is refused with the place where it is wrong, and goes with an empty text', () => {
    expect(() => set('record.nothing = 1')).toThrow(AppError)
    expect(model().conditions).toBeUndefined()
    set('record.paid')
    expect(model().conditions).toHaveProperty('list')
    set('  ')
    expect(model().conditions).toBeUndefined()
  })
})
