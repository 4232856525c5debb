import { openProjectDoc } from '@axiom/shared/document/projectDoc'
import { seedProject } from '@axiom/shared/document/seed'
import type { FieldView, ModelView } from '@axiom/shared/document/views'
import type { Json } from '@axiom/shared/json'
import { compileApp, type CompiledApp } from '@axiom/shared/model/app'
import { applyPlan } from '@axiom/shared/suggest/applyPlan'
import { suggestApp } from '@axiom/shared/suggest/suggestApp'
import { BRIEFS } from '@axiom/shared/suggest/test/briefs'
import { cleanup, render, screen, waitFor } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import * as Y from 'yjs'

import type { FetchJson } from '../widgets/fetchJson.ts'
// Fails a test in which a widget reported an error.
import '../widgets/test/fixtures.tsx'
import { AppView } from './AppView.tsx'

/** As a release holds it: what the plan makes of a new project, as JSON. */
function appFor(brief: string): CompiledApp {
  const doc = openProjectDoc()
  Y.applyUpdate(doc.y, seedProject({ projectId: 'p', name: 'Suggested', template: 'blank' }))
  applyPlan(doc, suggestApp(brief), { kind: 'editor', label: 'Test' })
  return JSON.parse(JSON.stringify(compileApp(doc, 'p'))) as CompiledApp
}

const ROW_TEXT = 'Seven of them'

function sample({ type, options }: FieldView): Json {
  const values: Partial<Record<FieldView['type'], Json>> = {
    integer: 7,
    number: 7.5,
    boolean: true,
    date: '2026-11-21',
    datetime: '2026-11-21T09:30:00.000Z',
    email: 'seven@example.com',
    url: 'https://example.com/seven',
    select: options[0]?.label ?? null,
    multiSelect: options.slice(0, 1).map(({ label }) => label),
    json: {},
  }
  return values[type] ?? ROW_TEXT
}

const rowOf = ({ fields }: ModelView): Record<string, Json> => ({
  id: 'r1',
  ...Object.fromEntries(fields.map((field) => [field.name, sample(field)])),
})

/** Answers as the endpoints of these models do, each with one record. */
function answersOf(models: readonly ModelView[]): FetchJson {
  return (_, path) => {
    const [, name, rest] = /^\/api\/dynamic\/p\/(\w+)(\/aggregate)?/.exec(path) ?? []
    const model = models.find((one) => one.name === name)
    if (!model) return Promise.resolve({ status: 404, body: { title: `Nothing at ${path}` } })
    const data =
      rest === undefined
        ? [rowOf(model)]
        : [{ count: 1, sum: Object.fromEntries(model.fields.map((field) => [field.name, 7])) }]
    return Promise.resolve({ status: 200, body: { data, meta: { nextCursor: null, count: 1 } } })
  }
}

beforeEach(() => void vi.spyOn(console, 'error'))
afterEach(() => {
  expect(console.error).not.toHaveBeenCalled()
  vi.restoreAllMocks()
})

/** On a phone a row is a card. */
const ROW = { desktop: 'tbody td', phone: 'li .aw-card-value' } as const

const watch = () => () => undefined

it.each(BRIEFS)('every screen opens, with its records, and asks for each field: $brief', async ({ brief }) => {
  const app = appFor(brief)
  const fetchJson = answersOf(app.models)
  for (const { id, route, name } of app.screens)
    for (const breakpoint of ['desktop', 'phone'] as const) {
      history.replaceState(null, '', route)
      const { container } = render(
        <AppView app={app} env={() => ''} fetchJson={fetchJson} watch={watch} breakpoint={breakpoint} />,
      )
      expect(screen.getAllByRole('heading', { level: 1 }).map(({ textContent }) => textContent)).toEqual([name])
      const shown = app.nodes.filter(({ parentId }) => parentId === id)
      for (const { type, props } of shown) {
        const model = app.models.find((one) => one.id === props['model'])
        if (type === 'table') await waitFor(() => expect(container.querySelector(ROW[breakpoint])).not.toBeNull())
        if (type !== 'form') continue
        for (const { label, type: kind } of model?.fields ?? [])
          if (kind !== 'json')
            expect(screen.getAllByLabelText((text) => text.startsWith(label)).length).toBeGreaterThan(0)
      }
      expect(screen.queryByText(/Nothing at|^No .* yet/)).toBeNull()
      cleanup()
    }
})
