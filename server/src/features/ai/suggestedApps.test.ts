import type { Project } from '@axiom/shared/contracts/projects'
import type { Release } from '@axiom/shared/contracts/publishing'
import type { Json } from '@axiom/shared/json'
import { applyPlan } from '@axiom/shared/suggest/applyPlan'
import type { FieldPlan, ModelPlan } from '@axiom/shared/suggest/plan'
import { suggestApp } from '@axiom/shared/suggest/suggestApp'
import { BRIEFS } from '@axiom/shared/suggest/test/briefs'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { createTestServer, type Client, type TestServer } from '../../../test/createTestServer.ts'

let server: TestServer
let owner: Client

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
})
afterAll(() => server.close())

/** What somebody would type. */
function sample({ type, min = 0, options }: FieldPlan): Json {
  const values: Record<FieldPlan['type'], Json> = {
    text: 'Seven',
    longText: 'Seven\nlines',
    email: 'seven@example.com',
    url: 'https://example.com/seven',
    integer: min + 3,
    number: min + 2.5,
    boolean: true,
    date: '2026-11-21',
    datetime: '2026-11-21T09:30:00.000Z',
    select: options[0] ?? 'Seven',
    multiSelect: options.slice(0, 1),
    json: {},
  }
  return values[type]
}

it.each(BRIEFS)('passes the gate, publishes, and takes and lists a row of each model: $brief', async ({ brief }) => {
  const plan = suggestApp(brief)
  const project = (await owner.call<Project>('POST', '/api/projects', { name: plan.title })).body
  await server.edit(project.id, (doc, origin) => applyPlan(doc, plan, origin))
  /** The first record of each model, for those that refer to it. */
  const first = new Map<string, string>()
  for (const { name, fields, rules } of inOrder(plan.models)) {
    const path = `/api/dynamic/${project.slug}/${name}`
    const isReference = ({ refersTo }: FieldPlan): boolean => refersTo !== undefined && rules.create === undefined
    const valueOf = (field: FieldPlan): Json =>
      isReference(field) ? (first.get(field.refersTo ?? '') ?? null) : sample(field)
    const row = Object.fromEntries(fields.map((field) => [field.name, valueOf(field)]))
    const made = await owner.call<{ data: { id: string } }>('POST', `${path}?env=draft`, row)
    expect([made.status, made.body]).toMatchObject([201, { data: row }])
    first.set(name, made.body.data.id)
    // What is required is enough.
    const least = fields.filter(({ required, type }) => required && type !== 'select')
    const short = await owner.call('POST', `${path}?env=draft`, {
      ...Object.fromEntries(least.map((field) => [field.name, valueOf(field)])),
      ...Object.fromEntries(fields.filter(({ unique }) => unique).map((field) => [field.name, other(field)])),
    })
    expect([short.status, short.body]).toMatchObject([201, {}])
    const listed = await owner.call<{ data: unknown[] }>('GET', `${path}?env=draft`)
    expect(listed.body.data).toHaveLength(2)
    const refused = await server.anonymous('GET', `${path}?env=draft`)
    expect(refused.status).toBeGreaterThanOrEqual(401)
  }
  const release = await owner.call<Release>('POST', `/api/projects/${project.id}/publish`, {})
  expect([release.status, release.body]).toMatchObject([201, { number: 1 }])
  const app = await server.app(project.slug, '/app.json')
  expect(JSON.parse(app.text)).toMatchObject({ screens: plan.screens.map(({ name }) => ({ name })) })
})

/** What others need comes first. */
function inOrder(models: readonly ModelPlan[]): ModelPlan[] {
  const done: ModelPlan[] = []
  const isReady = ({ fields }: ModelPlan): boolean =>
    fields.every(({ refersTo }) => refersTo === undefined || done.some(({ name }) => name === refersTo))
  for (let rest = [...models]; rest.length > 0; rest = rest.filter((model) => !done.includes(model))) {
    const next = rest.find(isReady) ?? rest[0]
    if (next) done.push(next)
  }
  return done
}

/** Another value of a field in which no two may be alike. */
const other = ({ type }: FieldPlan): string => (type === 'email' ? 'eight@example.com' : 'Eight')
