import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { addField } from './operations/addField.ts'
import { addModel } from './operations/addModel.ts'
import { setModelCondition } from './operations/setModelRule.ts'
import { contentsOf, rowsOf, withNewIds } from './portable.ts'
import { type EditorOrigin, openProjectDoc } from './projectDoc.ts'

const ORIGIN: EditorOrigin = { kind: 'editor', label: 'Edit' }

it('gives conditions of rules the new ids of what they name, however short the old ones are', () => {
  const doc = openProjectDoc(new Y.Doc())
  const modelId = addModel(doc, { name: 'orders' }, ORIGIN)
  const fieldId = addField(doc, { modelId, name: 'state', type: 'select', options: ['Open'] }, ORIGIN)
  setModelCondition(doc, { id: modelId, operation: 'list', condition: 'record.state = "Open"' }, ORIGIN)
  const entries = contentsOf(doc)
  const ids = new Map([...rowsOf(entries)].map((id, i) => [id, `n${i}`]))
  const written = (of: ReturnType<typeof contentsOf>): unknown => of.find(({ key }) => key === 'when:list')?.to
  const [optionId] = [...doc.roots.options.keys()]
  const wanted = `record.#${ids.get(fieldId)} = #${ids.get(optionId ?? '')}`
  const once = withNewIds(entries, ids)
  expect(written(once)).toEqual({ kind: 'value', value: wanted })
  const back = new Map([...ids].map(([from, to]) => [to, from]))
  expect(written(withNewIds(once, back))).toEqual(written(entries))
})
