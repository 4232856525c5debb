import type { Entrance } from '@axiom/shared/contracts/appAccess'
import type { Audience, NodeView, RecordOperation } from '@axiom/shared/document/views'
import type { CompiledApp } from '@axiom/shared/model/app'
import { specFor } from '@axiom/shared/widgets/registry'
import { expect, it } from 'vitest'

import { findPersonInputs, findWarnings } from './warnings.ts'

function node(type: string, change: Partial<NodeView>): NodeView {
  const { name, frame, props, styles, texts } = specFor(type)
  const place = { parentId: 's1', index: 'a', trashed: false, locked: false, hidden: false, frames: {}, overrides: {} }
  return { id: type, type, name, frame, props, styles, texts, bindings: {}, events: {}, ...place, ...change }
}

function appWith(nodes: NodeView[], open: readonly RecordOperation[] = []): CompiledApp {
  const rules = { list: 'viewer', read: 'viewer', create: 'editor', update: 'editor', delete: 'editor' } as const
  const opened = Object.fromEntries(open.map((operation) => [operation, 'public' as const]))
  const model = { id: 'm1', name: 'orders', label: 'Orders', index: 'a', rules: { ...rules, ...opened }, fields: [] }
  return { projectId: 'p', name: 'App', theme: {}, screens: [], nodes, richTexts: {}, models: [model] }
}

const ofModel = { props: { model: 'm1' } }
const actions = ['createRecord', 'updateRecord', 'deleteRecord'].map((kind) => ({
  kind,
  modelId: 'm1',
  recordId: 'row.id',
  values: {},
}))

it('names each widget and action that a visitor would be refused, by the rule that it needs', () => {
  const nodes = [
    node('table', ofModel),
    node('stat', ofModel),
    node('form', ofModel),
    node('heading', ofModel),
    node('button', { events: { click: [...actions, { kind: 'format' }, { kind: 'refresh', modelId: null }] } }),
  ]
  const found = (app: CompiledApp) =>
    findWarnings(app, 'public').map(({ nodeId, operation }) => `${nodeId} ${operation}`)
  expect(found(appWith(nodes))).toEqual([
    'table list',
    'stat list',
    'form create',
    'button create',
    'button update',
    'button delete',
  ])
  expect(found(appWith(nodes, ['list', 'create', 'update', 'delete']))).toEqual([])
  expect(found(appWith([node('table', { props: { model: 'gone' } })]))).toEqual([])
})

it('goes by who can open the app: what its users may do is no warning where only they come in', () => {
  const app = appWith([node('table', ofModel), node('form', ofModel)])
  const rules = { ...app.models[0]?.rules, list: 'appUser', create: 'own' } as const
  const opened = { ...app, models: app.models.map((model) => ({ ...model, rules: { ...model.rules, ...rules } })) }
  const found = (entrance: Entrance) => findWarnings(opened, entrance).map(({ operation }) => operation)
  expect(found('public')).toEqual(['list', 'create'])
  expect(found('link')).toEqual(['list', 'create'])
  expect(found('appUsers')).toEqual([])
  expect(findWarnings(app, 'members').map(({ operation }) => operation)).toEqual(['create'])
})

it('names each query that a visitor may not run: in tables, choices, expressions and actions', () => {
  const query = { id: 'q1', name: 'stock', sourceId: 's', request: '', transform: '', parameters: [], cacheTtl: 0 }
  const runs = [{ kind: 'runQuery', queryId: 'q1', values: {}, into: 'answer' }]
  const nodes = [
    node('table', { props: { model: 'm1', query: 'q1' } }),
    node('select', { props: { query: 'q1' } }),
    node('heading', { bindings: { 'x:text': 'queries.stock[0].sku' } }),
    node('button', { events: { click: runs }, bindings: { disabled: 'queries.stocked' } }),
    node('link', { props: { query: 'gone' } }),
  ]
  const found = (run: Audience, entrance: Entrance = 'public') =>
    findWarnings({ ...appWith(nodes), queries: [{ ...query, index: 'a', run }] }, entrance).map(
      ({ nodeId, ruledId, ruledName, operation }) => `${nodeId} ${operation} ${ruledId} ${ruledName}`,
    )
  expect(found('viewer')).toEqual(['table', 'select', 'heading', 'button'].map((id) => `${id} run q1 stock`))
  expect(found('public')).toEqual([])
  expect(found('appUser')).toHaveLength(4)
  expect(found('appUser', 'appUsers')).toEqual([])
})

it('names the inputs that ask for a person, unless people may find each other', () => {
  const app = appWith([
    node('select', { name: 'Assignee', props: { field: 'f1' } }),
    node('select', { name: 'Status', props: { field: 'f2' } }),
    node('textInput', { name: 'Title', props: { field: 'f1' } }),
  ])
  const field = (id: string, type: 'user' | 'select') => ({ id, modelId: 'm1', name: id, label: id, type, index: id })
  const fields = [field('f1', 'user'), field('f2', 'select')].map((one) => ({
    ...one,
    constraints: {},
    options: [],
    retired: [],
  }))
  const models = app.models.map((model) => ({ ...model, fields }))
  expect(findPersonInputs({ ...app, models }, { findByName: false })).toEqual(['Assignee'])
  expect(findPersonInputs({ ...app, models }, { findByName: true })).toEqual([])
})
