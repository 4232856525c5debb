import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'

import { parseModels } from '../document/parseModels.ts'
import { openProjectDoc, type ProjectDoc } from '../document/projectDoc.ts'
import { seedProject } from '../document/seed.ts'
import { compileApp } from '../model/app.ts'
import { applyPlan, planDifference } from './applyPlan.ts'
import { AppPlan } from './plan.ts'
import { suggestApp } from './suggestApp.ts'
import { suggestChange } from './suggestChange.ts'
import { BRIEFS } from './test/briefs.ts'

const EDITOR = { kind: 'editor', label: 'Test' } as const

function project(brief: string): ProjectDoc {
  const doc = openProjectDoc()
  Y.applyUpdate(doc.y, seedProject({ projectId: 'p', name: 'Test', template: 'blank' }))
  applyPlan(doc, suggestApp(brief), EDITOR)
  return doc
}

const change = (doc: ProjectDoc, brief: string): void => applyPlan(doc, suggestChange(brief, parseModels(doc)), EDITOR)

const fieldsOf = (doc: ProjectDoc, name: string) =>
  parseModels(doc)
    .find((model) => model.name === name)
    ?.fields.map((field) => [field.name, field.type]) ?? []

describe('a change of what is there', () => {
  it('“add … to …” adds fields, and shows them in forms and tables', () => {
    const doc = project('Tasks for a small team')
    const before = compileApp(doc, 'p')
    change(doc, 'Please add a review date, a size (small, large) and estimated cost to the tasks.')
    const after = compileApp(doc, 'p')
    expect(fieldsOf(doc, 'tasks')).toEqual(
      expect.arrayContaining([
        ['reviewDate', 'date'],
        ['size', 'select'],
        ['estimatedCost', 'number'],
      ]),
    )
    expect(after.models).toHaveLength(before.models.length)
    expect(after.screens).toEqual(before.screens)
    const added = parseModels(doc).flatMap(({ fields }) => fields.slice(-3).map(({ id }) => id))
    const inputs = after.nodes.map(({ props }) => props['field'])
    const [table] = after.nodes
      .filter(({ type }) => type === 'table')
      .map(({ props }) => JSON.stringify(props['columns']))
    for (const id of added) {
      expect(inputs).toContain(id)
      expect(table).toContain(id)
    }
  })

  it('what is there already is not made twice', () => {
    for (const { brief } of BRIEFS) {
      const doc = project(brief)
      const models = parseModels(doc)
      const plan = suggestChange(brief, models)
      expect(AppPlan.parse(plan)).toEqual(plan)
      applyPlan(doc, { ...plan, screens: [] }, EDITOR)
      expect(parseModels(doc)).toEqual(models)
    }
  })

  it('what is new stands beside it, refers to it and gets a screen', () => {
    const doc = project('Inventory for a small shop with suppliers and reorder levels')
    change(doc, 'Orders of products with quantity and delivery date')
    const app = compileApp(doc, 'p')
    expect(app.models.map(({ name }) => name)).toEqual(['products', 'suppliers', 'orders'])
    expect(app.screens.map(({ name }) => name)).toEqual(['Overview', 'Products', 'Suppliers', 'Orders'])
    expect(fieldsOf(doc, 'orders').map(([name]) => name)).toEqual(expect.arrayContaining(['product', 'quantity']))
  })

  it('changes neither rules nor fields of what is there', () => {
    const doc = project('Customer feedback survey with rating and comment')
    const [model] = parseModels(doc)
    if (!model) throw new Error('no model')
    const [first] = model.fields
    const hostile = {
      ...suggestApp('x'),
      models: [
        {
          name: model.name,
          label: 'Other',
          rules: { create: 'public' as const },
          fields: [
            {
              name: first?.name ?? '',
              label: 'Other',
              type: 'json' as const,
              required: false,
              unique: false,
              options: [],
            },
          ],
        },
      ],
      screens: [],
    }
    expect(planDifference(doc, hostile)).toEqual({ entries: [] })
  })
})
