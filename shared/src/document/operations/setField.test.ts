import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { parseModels } from '../parseModels.ts'
import { type EditorOrigin, openProjectDoc } from '../projectDoc.ts'
import { addField } from './addField.ts'
import { addModel } from './addModel.ts'
import { setField } from './setField.ts'

const ORIGIN: EditorOrigin = { kind: 'editor', label: 'Edit' }

it('takes computed fields of the model along when a field is renamed, and leaves other models and clashing names alone', () => {
  const doc = openProjectDoc(new Y.Doc())
  const computed = (modelId: string, expression: string): string =>
    addField(doc, { modelId, name: 'total', type: 'computed', constraints: { expression } }, ORIGIN)
  const [orders, others] = [addModel(doc, { name: 'orders' }, ORIGIN), addModel(doc, { name: 'others' }, ORIGIN)]
  const price = addField(doc, { modelId: orders, name: 'price', type: 'number' }, ORIGIN)
  addField(doc, { modelId: orders, name: 'quantity', type: 'number' }, ORIGIN)
  const [total, other] = [computed(orders, 'price * quantity & " price"'), computed(others, 'price')]
  const expressionOf = (id: string): unknown =>
    parseModels(doc)
      .flatMap(({ fields }) => fields)
      .find((field) => field.id === id)?.constraints.expression
  setField(doc, { id: price, name: 'cost' }, ORIGIN)
  expect([expressionOf(total), expressionOf(other)]).toEqual(['cost * quantity & " price"', 'price'])
  setField(doc, { id: price, name: 'quantity' }, ORIGIN)
  expect(expressionOf(total)).toBe('cost * quantity & " price"')
})
