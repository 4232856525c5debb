import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'

import { applyDifference } from '../document/diff.ts'
import { addField } from '../document/operations/addField.ts'
import { addModel } from '../document/operations/addModel.ts'
import { addScreen } from '../document/operations/addScreen.ts'
import { insertNodes } from '../document/operations/insertNodes.ts'
import { parseModels } from '../document/parseModels.ts'
import { openProjectDoc, type EditorOrigin } from '../document/projectDoc.ts'
import { findingsOf, IdeaPlan, outlineFor } from './ideas.ts'

const ORIGIN: EditorOrigin = { kind: 'editor', label: 'Edit' }

function project() {
  const doc = openProjectDoc(new Y.Doc())
  const modelId = addModel(doc, { name: 'orders', label: 'Ordrs' }, ORIGIN)
  const fieldId = addField(doc, { modelId, name: 'total', type: 'number', label: 'Total' }, ORIGIN)
  const screen = addScreen(doc, { name: 'Start' }, ORIGIN)
  const nodes = [{ type: 'heading', texts: { text: 'Wellcome' } }]
  const [heading = ''] = insertNodes(doc, { parentId: screen, nodes }, ORIGIN)
  return { doc, modelId, fieldId, screen, heading }
}

const idea = (about: string, ...edits: object[]): IdeaPlan =>
  IdeaPlan.parse({ ideas: [{ severity: 'low', about, message: 'It is misspelt.', label: 'Mend it', edits }] })

describe('ideas of a language model', () => {
  it('name what they are about by the ids of the outline', () => {
    const { doc, modelId, fieldId, heading } = project()
    expect(outlineFor(doc)).toMatchObject({
      models: [{ id: modelId, name: 'orders', fields: [{ id: fieldId, name: 'total', type: 'number' }] }],
      screens: [{ name: 'Start', widgets: [{ id: heading, type: 'heading', texts: { text: 'Wellcome' } }] }],
    })
  })

  it('become findings whose edits do what they say', () => {
    const { doc, modelId, fieldId, screen, heading } = project()
    const reworded = findingsOf(doc, idea(heading, { edit: 'reword', widget: heading, text: 'text', to: 'Welcome' }))
    expect(reworded).toMatchObject([{ kind: 'idea', id: heading, screenId: screen, fix: { label: 'Mend it' } }])
    const more = [
      { edit: 'relabel', id: modelId, to: 'Orders' },
      { edit: 'relabel', id: fieldId, to: 'Sum' },
      { edit: 'addField', model: 'orders', field: { name: 'due', label: 'Due', type: 'date' } },
    ]
    const found = [...reworded, ...findingsOf(doc, idea(modelId, ...more))]
    for (const { fix } of found) if (fix) applyDifference(doc, fix.difference, ORIGIN)
    expect(outlineFor(doc)).toMatchObject({
      models: [{ label: 'Orders', fields: [{ label: 'Sum' }, { name: 'due', label: 'Due', type: 'date' }] }],
      screens: [{ widgets: [{ texts: { text: 'Welcome' } }] }],
    })
    // Asked again, there is nothing to do.
    expect(findingsOf(doc, idea(heading, { edit: 'reword', widget: heading, text: 'text', to: 'Welcome' }))).toEqual([])
  })

  it('are left out where they name what is not there, or what cannot be made', () => {
    const { doc, modelId, fieldId, heading } = project()
    const field = { name: 'due', label: 'Due', type: 'date' }
    for (const [about, edit] of [
      ['nowhere', { edit: 'relabel', id: modelId, to: 'Orders' }],
      [heading, { edit: 'reword', widget: 'nowhere', text: 'text', to: 'x' }],
      [heading, { edit: 'reword', widget: heading, text: 'script', to: 'x' }],
      [heading, { edit: 'reword', widget: heading, text: 'constructor', to: 'x' }],
      [heading, { edit: 'relabel', id: heading, to: 'x' }],
      [modelId, { edit: 'addField', model: 'nowhere', field }],
      [modelId, { edit: 'addField', model: 'orders', field: { ...field, name: 'id' } }],
      [modelId, { edit: 'addField', model: 'orders', field: { ...field, name: 'total' } }],
      [fieldId, { edit: 'addField', model: 'orders', field: { ...field, type: 'text', refersTo: 'secrets' } }],
    ] as const)
      expect(findingsOf(doc, idea(about, edit)), JSON.stringify(edit)).toEqual([])
  })

  it('have no words for rules, addresses or anything else', () => {
    const { doc, modelId } = project()
    for (const edit of [
      { edit: 'rule', model: modelId, operation: 'list', audience: 'public' },
      { edit: 'relabel', id: modelId, to: 'Orders', rules: { list: 'public' } },
      {
        edit: 'addField',
        model: modelId,
        field: { name: 'x', label: 'X', type: 'computed', expression: '$eval("1")' },
      },
      { root: 'models', row: modelId, key: 'rule:list', to: { kind: 'value', value: 'public' } },
    ])
      expect(
        IdeaPlan.safeParse({
          ideas: [{ ...idea(modelId, { edit: 'relabel', id: modelId, to: 'x' }).ideas[0], edits: [edit] }],
        }).success,
      ).toBe(false)
    expect(parseModels(doc)[0]?.rules).toEqual(parseModels(project().doc)[0]?.rules)
  })
})
