import { expect, it } from 'vitest'
import * as Y from 'yjs'

import { parseModels } from '../document/parseModels.ts'
import { openProjectDoc } from '../document/projectDoc.ts'
import { seedProject } from '../document/seed.ts'
import { createUndo } from '../document/undo.ts'
import { compileApp } from '../model/app.ts'
import { compileModels } from '../model/compile.ts'
import { completeProps, findWidget } from '../widgets/registry.ts'
import { applyPlan } from './applyPlan.ts'
import { suggestApp } from './suggestApp.ts'
import { BRIEFS } from './test/briefs.ts'

const EDITOR = { kind: 'editor', label: 'Test' } as const

function newProject() {
  const doc = openProjectDoc()
  Y.applyUpdate(doc.y, seedProject({ projectId: 'p', name: 'Test', template: 'blank' }))
  return doc
}

it.each(BRIEFS)('compiles, with every widget bound: $brief', ({ brief }) => {
  const doc = newProject()
  const plan = suggestApp(brief)
  applyPlan(doc, plan, EDITOR)
  const app = compileApp(doc, 'p')
  expect([...compileModels(app.models).models.keys()]).toEqual(plan.models.map(({ name }) => name))
  expect(app.screens.map(({ name }) => name)).toEqual(plan.screens.map(({ name }) => name))
  expect(app.screens[0]?.route).toBe('/')
  const fields = new Set(app.models.flatMap((model) => model.fields.map(({ id }) => id)))
  const models = new Set(app.models.map(({ id }) => id))
  for (const node of app.nodes) {
    expect(findWidget(node.type)).toBeDefined()
    expect(completeProps(node.type, node.props)).toEqual(node.props)
    if (typeof node.props['model'] === 'string') expect(models).toContain(node.props['model'])
    if (typeof node.props['field'] === 'string' && node.props['field'] !== '')
      expect(fields).toContain(node.props['field'])
  }
  // Every field of every model but JSON can be filled in.
  const filled = new Set(app.nodes.map(({ props }) => props['field']))
  for (const model of app.models) for (const { id } of model.fields) expect(filled).toContain(id)
})

it('is one step: undo takes all of it back', () => {
  const doc = newProject()
  const before = compileApp(doc, 'p')
  const undo = createUndo(doc, EDITOR)
  undo.step('App', () => applyPlan(doc, suggestApp('Orders and customers'), EDITOR))
  expect(parseModels(doc)).toHaveLength(2)
  undo.undo()
  expect(compileApp(doc, 'p')).toEqual(before)
})
