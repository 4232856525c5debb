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
import type { AppPlan, FieldPlan } from './plan.ts'
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

const relationsOf = (plan: AppPlan): string[] => {
  const doc = newProject()
  applyPlan(doc, plan, EDITOR)
  const models = parseModels(doc)
  return models.flatMap(({ name, fields }) =>
    fields
      .filter(({ type }) => type === 'relation')
      .map(({ name: field, constraints: { target, required = false } }) => {
        const to = models.find(({ id }) => id === target)?.name
        return `${name}.${field} → ${to}${required ? '!' : ''}`
      }),
  )
}

it('refers to other models by relations, but where strangers send records', () => {
  expect(relationsOf(suggestApp('Inventory for a small shop with suppliers and reorder levels'))).toEqual([
    'products.supplier → suppliers',
  ])
  const open = suggestApp('Customers can book appointments with dentists on our website')
  const sent = open.models.find(({ rules }) => rules.create !== undefined)
  expect(sent?.fields.some(({ refersTo }) => refersTo !== undefined)).toBe(true)
  expect(relationsOf(open).filter((one) => one.startsWith(`${sent?.name}.`))).toEqual([])
})

it('demands no record that would need itself', () => {
  const field = (name: string, refersTo: string): FieldPlan => ({
    name,
    label: name,
    type: 'text',
    required: true,
    unique: false,
    options: [],
    refersTo,
  })
  const model = (name: string, ...refs: string[]) => ({
    name,
    label: name,
    rules: {},
    fields: refs.map((to) => field(`${to}Ref`, to)),
  })
  const models = [model('a', 'b', 'a'), model('b', 'c'), model('c', 'a'), model('d', 'a')]
  expect(relationsOf({ title: 'Round', models, screens: [], why: [] })).toEqual([
    'a.bRef → b',
    'a.aRef → a',
    'b.cRef → c',
    'c.aRef → a',
    'd.aRef → a!',
  ])
})
