import {
  AppSuggestion,
  type Improvement,
  type ScreenCritique,
  type ScreenIdea,
  type ThemeIdea,
  type WidgetIdea,
} from '@axiom/shared/contracts/ai'
import type { Project } from '@axiom/shared/contracts/projects'
import type { Proposal, ProposalDetails } from '@axiom/shared/contracts/proposals'
import type { ProjectState } from '@axiom/shared/contracts/versions'
import { insertNodes } from '@axiom/shared/document/operations/insertNodes'
import { parseModels } from '@axiom/shared/document/parseModels'
import { openProjectDoc } from '@axiom/shared/document/projectDoc'
import { createDocumentStore } from '@axiom/shared/document/store'
import { compileApp } from '@axiom/shared/model/app'
import { specFor } from '@axiom/shared/widgets/registry'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as Y from 'yjs'

import { createTestServer, type Client, type TestServer } from '../../../test/createTestServer.ts'
import { MOST_IN_A_MINUTE } from './service.ts'

let server: TestServer
let owner: Client
let guest: Client

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
  guest = await server.register('Guest')
})
afterAll(() => server.close())

async function newProject(template = 'blank'): Promise<{ project: Project; screenId: string; modelId: string }> {
  const project = (await owner.call<Project>('POST', '/api/projects', { name: 'Suggested', template })).body
  const ids = await server.edit(project.id, (doc) => {
    const store = createDocumentStore(doc)
    const [screenId = '', modelId = ''] = [store.getScreens()[0]?.id, parseModels(doc)[0]?.id]
    store.dispose()
    return { screenId, modelId }
  })
  return { project, ...ids }
}

const app = ({ id }: Project) => server.edit(id, (doc) => compileApp(doc, id))

/** Hands a suggestion in as a proposal, and accepts it. */
async function accept({ id }: Project, difference: unknown): Promise<string> {
  const base = `/api/projects/${id}/proposals`
  const made = await owner.call<Proposal>('POST', base, { title: 'Suggestion', reason: 'ai', difference })
  expect([made.status, made.body]).toMatchObject([201, {}])
  expect((await owner.call(`POST`, `${base}/${made.body.id}/accept`, {})).status).toBe(200)
  return `${base}/${made.body.id}/undo`
}

describe('suggestions', () => {
  it('an app from words is a proposal: nothing before it is accepted, taken back in one step', async () => {
    const { project } = await newProject()
    const before = await app(project)
    const brief = 'Inventory for a small shop with suppliers and reorder levels'
    const { status, body } = await owner.call<AppSuggestion>('POST', '/api/ai/generate-api', {
      brief,
      projectId: project.id,
    })
    expect([status, body.source]).toEqual([200, 'rules'])
    expect(await app(project)).toEqual(before)
    const undo = await accept(project, body.difference)
    expect((await app(project)).models.map(({ name }) => name)).toEqual(['products', 'suppliers'])
    const made = await owner.call('POST', `/api/dynamic/${project.slug}/products?env=draft`, {
      name: 'Tea',
      quantity: 2,
    })
    expect(made.status).toBe(201)
    await owner.call('POST', undo)
    expect(await app(project)).toEqual(before)
  })

  it('in a project that has models, words change those and add others', async () => {
    const { project } = await newProject('orders')
    const suggest = async (brief: string) =>
      (await owner.call<AppSuggestion>('POST', '/api/ai/generate-api', { brief, projectId: project.id })).body
    await accept(project, (await suggest('Add a shelf and a priority (low, high) to orders')).difference)
    const { models } = await app(project)
    expect(models.map(({ name, fields }) => [name, fields.slice(-2).map((field) => field.name)])).toEqual([
      ['orders', ['shelf', 'priority']],
    ])
    expect((await suggest('Add a shelf to orders')).difference).toEqual({ entries: [] })
  })

  it('says who made a proposal and why, and shows the project as it would be', async () => {
    const { project } = await newProject()
    const brief = 'Books and loans'
    const { body } = await owner.call<AppSuggestion>('POST', '/api/ai/generate-api', { brief, projectId: project.id })
    const { difference, plan } = body
    const base = `/api/projects/${project.id}/proposals`
    const made = { title: brief, reason: 'ai', madeBy: 'Built-in rules', why: plan.why, difference }
    const { id } = (await owner.call<Proposal>('POST', base, made)).body
    const details = (await owner.call<ProposalDetails>('GET', `${base}/${id}`)).body
    expect(details).toMatchObject({ madeBy: 'Built-in rules', why: plan.why })
    const books = details.others.find(({ root, name }) => root === 'models' && name === 'Books')
    const fields = details.others.filter(({ of }) => of === books?.id)
    expect(fields.map(({ name }) => name)).toEqual(plan.models[0]?.fields.map(({ label }) => label))
    const { state } = (await owner.call<ProjectState>('GET', `${base}/${id}/state`)).body
    const seen = openProjectDoc()
    Y.applyUpdate(seen.y, Buffer.from(state, 'base64'))
    expect(compileApp(seen, project.id).models.map(({ name }) => name)).toEqual(['books', 'loans'])
    expect((await app(project)).models).toEqual([])
    expect((await guest.call('GET', `${base}/${id}/state`)).status).toBe(404)
  })

  it('in parts: a screen comes with the models that it shows and those they refer to, and leaves with none', async () => {
    const { project } = await newProject()
    const brief = 'Inventory for a small shop with suppliers and reorder levels'
    const base = `/api/projects/${project.id}/proposals`
    const { body } = await owner.call<AppSuggestion>('POST', '/api/ai/generate-api', { brief, projectId: project.id })
    const made = { title: brief, reason: 'ai', difference: body.difference }
    const { id } = (await owner.call<Proposal>('POST', base, made)).body
    const rowsOf = async () => (await owner.call<ProposalDetails>('GET', `${base}/${id}`)).body.others
    const screen = (await rowsOf()).find(({ root, name }) => root === 'screens' && name === 'Products')
    const scope = { kind: 'rows', ids: [screen?.id] }
    await owner.call('POST', `${base}/${id}/accept`, { scope })
    const { models, screens } = await app(project)
    expect([models, screens].map((rows) => rows.map(({ name }) => name))).toEqual([
      ['products', 'suppliers'],
      ['Home', 'Products'],
    ])
    await owner.call('POST', `${base}/${id}/undo`)
    await owner.call('POST', `${base}/${id}/discard`, { scope })
    expect((await rowsOf()).map(({ name }) => name)).toEqual(expect.arrayContaining(['Products', 'Suppliers']))
    await owner.call('POST', `${base}/${id}/accept`, {})
    expect((await app(project)).screens.map(({ name }) => name)).toEqual(['Overview', 'Suppliers'])
    expect((await app(project)).models).toHaveLength(2)
  })

  it('without a project there is a plan and nothing to apply', async () => {
    const { body } = await owner.call<AppSuggestion>('POST', '/api/ai/generate-api', { brief: 'Books and loans' })
    expect(AppSuggestion.parse(body)).toMatchObject({
      difference: null,
      plan: { models: [{ name: 'books' }, { name: 'loans' }] },
    })
  })

  it('improvements mend what they find', async () => {
    const { project, screenId } = await newProject('orders')
    await server.edit(project.id, (doc, origin) =>
      insertNodes(
        doc,
        { parentId: screenId, nodes: [{ ...specFor('table'), frame: { x: 0, y: 2_000, w: 400, h: 300 } }] },
        origin,
      ),
    )
    const find = async () =>
      (await owner.call<{ data: Improvement[] }>('POST', '/api/ai/suggest-improvements', { projectId: project.id }))
        .body.data
    const [unbound] = await find()
    expect(unbound).toMatchObject({ kind: 'unbound', severity: 'high', fix: { label: 'Show Orders' } })
    const critique = await owner.call<ScreenCritique>('POST', '/api/ui-design/critique', {
      projectId: project.id,
      screenId,
    })
    expect(critique.body.findings.map(({ kind }) => kind)).toContain('unbound')
    await accept(project, unbound?.fix?.difference)
    expect((await find()).map(({ kind }) => kind)).not.toContain('unbound')
    const better = await owner.call<ScreenCritique>('POST', '/api/ui-design/critique', {
      projectId: project.id,
      screenId,
    })
    expect(better.body.score).toBeGreaterThan(critique.body.score)
  })

  it('a theme, a screen from words, a screen from a model', async () => {
    const { project, modelId } = await newProject('orders')
    const projectId = project.id
    const theme = await owner.call<ThemeIdea>('POST', '/api/ui-design/theme', { projectId, words: 'calm, dark' })
    await accept(project, theme.body.difference)
    expect((await app(project)).theme).toEqual(theme.body.tokens)
    const known = await owner.call<ScreenIdea>('POST', '/api/ui-design/screen', {
      projectId,
      brief: 'a list of my orders',
    })
    await accept(project, known.body.difference)
    const fromModel = await owner.call<ScreenIdea>('POST', '/api/ui-design/from-model', { projectId, modelId })
    await accept(project, fromModel.body.difference)
    const other = await owner.call<ScreenIdea>('POST', '/api/ui-design/screen', { projectId, brief: 'suppliers' })
    await accept(project, other.body.difference)
    const { screens, models } = await app(project)
    expect(screens.map(({ name }) => name)).toEqual(['Orders', 'Orders', 'Orders', 'Suppliers'])
    expect(models.map(({ name }) => name)).toEqual(['orders', 'suppliers'])
  })

  it('widgets that come next', async () => {
    const { project, screenId } = await newProject('orders')
    const next = await owner.call<{ data: WidgetIdea[] }>('POST', '/api/widget-suggestions', {
      projectId: project.id,
      screenId,
    })
    expect(next.status).toBe(200)
    const { project: empty, screenId: blank } = await newProject()
    const { body } = await owner.call<{ data: WidgetIdea[] }>('POST', '/api/widget-suggestions', {
      projectId: empty.id,
      screenId: blank,
    })
    expect(body.data.map(({ label }) => label)).toEqual(['Title'])
  })
})

describe('rights', () => {
  const calls = (projectId: string, screenId: string, modelId: string): [path: string, body: object][] => [
    ['/api/ai/generate-api', { projectId, brief: 'orders' }],
    ['/api/ai/suggest-improvements', { projectId }],
    ['/api/widget-suggestions', { projectId, screenId }],
    ['/api/ui-design/screen', { projectId, brief: 'orders' }],
    ['/api/ui-design/theme', { projectId, words: 'blue' }],
    ['/api/ui-design/critique', { projectId, screenId }],
    ['/api/ui-design/from-model', { projectId, modelId }],
  ]

  it('strangers learn nothing of a project, viewers get no suggestions, unknown ids are 404', async () => {
    const { project, screenId, modelId } = await newProject('orders')
    for (const [path, body] of calls(project.id, screenId, modelId)) {
      expect((await server.anonymous('POST', path, body)).status).toBe(401)
      expect((await guest.call('POST', path, body)).status).toBe(404)
    }
    await owner.call('POST', `/api/projects/${project.id}/members`, { email: 'guest@example.com', role: 'viewer' })
    for (const [path, body] of calls(project.id, screenId, modelId))
      expect((await guest.call('POST', path, body)).status).toBe(403)
    for (const [path, body] of calls(project.id, 'none', 'none'))
      if ('screenId' in body || 'modelId' in body) expect((await owner.call('POST', path, body)).status).toBe(404)
  })

  it('an account gets so many in a minute', async () => {
    const eager = await server.register('Eager')
    for (let n = 0; n < MOST_IN_A_MINUTE; n++)
      expect((await eager.call('POST', '/api/ui-design/theme', { words: 'blue' })).status).toBe(200)
    const refused = await eager.call('POST', '/api/ui-design/theme', { words: 'blue' })
    expect([refused.status, refused.body['code']]).toEqual([429, 'rate_limited'])
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  })
})
