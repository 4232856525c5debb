import type { Json } from '@axiom/shared/json'
import type { CompiledApp } from '@axiom/shared/model/app'
import type { Action } from '@axiom/shared/widgets/actions'
import { describe, expect, it, vi } from 'vitest'

import type { FetchJson } from '../widgets/fetchJson.ts'
import { makeField, makeModel } from '../widgets/test/fixtures.tsx'
import { createAppState } from './appState.ts'
import { createActions, type Note } from './runActions.ts'

const screen = (id: string, route: string) => ({
  id,
  name: id,
  route,
  title: id,
  index: id,
  access: 'public' as const,
  trashed: false,
})
const app: CompiledApp = {
  projectId: 'p1',
  name: 'Shop',
  theme: {},
  screens: [screen('s1', '/'), screen('s2', '/orders/:id')],
  nodes: [],
  richTexts: {},
  models: [makeModel([makeField('customer', { label: 'Customer' }), makeField('total', { type: 'number' })])],
  queries: [
    {
      id: 'q1',
      name: 'stock',
      sourceId: '',
      index: 'a',
      request: '',
      transform: '',
      parameters: ['sku', 'least'].map((name) => ({ name, type: 'text', required: false })),
      cacheTtl: 0,
      run: 'public',
    },
  ],
}

type Answer = Awaited<ReturnType<FetchJson>>

function setUp(answer: Answer | Error = { status: 201, body: { data: { id: 'r9' } } }) {
  const notes: Note[] = []
  const fetchJson = vi.fn<FetchJson>(() => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)))
  const go = vi.fn<(address: string) => void>()
  const refresh = vi.fn<(collection: string | null) => void>()
  const state = createAppState()
  const run = createActions({
    app,
    projectId: 'p1',
    env: () => 'draft',
    fetchJson,
    go,
    refresh,
    state,
    scope: () => ({ state: state.get(), app: { name: 'Shop' } }),
    signIn: vi.fn(),
    signOut: () => Promise.resolve(),
    notify: (note) => notes.push(note),
  })
  const runAll = (actions: readonly Action[], local: Record<string, Json> = {}): Promise<void> =>
    run(actions as readonly object[] as Json, local)
  return { runAll, run, notes, fetchJson, go, refresh, state }
}

const say = (message: string): Action => ({ kind: 'notify', message, tone: 'info' })

describe('actions of an app', () => {
  it('goes to a screen with its parameters', async () => {
    const { runAll, go } = setUp()
    await runAll([{ kind: 'navigate', screenId: 's2', params: { id: 'row.id', tab: '"notes"', none: 'row.none' } }], {
      row: { id: 'a/b' },
    })
    expect(go).toHaveBeenCalledWith('/orders/a%2Fb?tab=notes')
  })

  it('runs a query with what it is given, else with state, and keeps its answer', async () => {
    const { runAll, fetchJson, state } = setUp({
      status: 200,
      body: { data: [{ sku: 'A1' }], meta: { columns: null } },
    })
    state.set('least', '3')
    const run: Action = { kind: 'runQuery', queryId: 'q1', values: { sku: 'row.sku' }, into: 'found' }
    await runAll([run], { row: { sku: 'A1' } })
    const parameters = { sku: 'A1', least: '3' }
    expect(fetchJson.mock.calls[0]?.slice(0, 3)).toEqual([
      'POST',
      '/api/dynamic/p1/queries/stock?env=draft',
      { parameters },
    ])
    expect(state.get()['found']).toEqual([{ sku: 'A1' }])
  })

  it('says why a query failed, and keeps what was there', async () => {
    const { runAll, notes, state } = setUp({ status: 422, body: { title: 'The source is away.' } })
    const run: Action = { kind: 'runQuery', queryId: 'q1', values: {}, into: 'found' }
    await runAll([run, say('never')])
    await runAll([{ ...run, queryId: 'gone' }])
    expect(notes.map(({ message }) => message)).toEqual([
      'The source is away.',
      'The query that this runs does not exist any more.',
    ])
    expect(state.get()).toEqual({})
  })

  it('makes a record of the fields that are still there, under their names, and gives it to what comes behind', async () => {
    const { runAll, fetchJson, refresh, notes } = setUp()
    const values = { 'f-customer': 'form.who', 'f-total': '2 + 3', 'f-gone': '1' }
    await runAll(
      [
        { kind: 'createRecord', modelId: 'm1', values },
        { kind: 'notify', message: { expression: 'record.id' }, tone: 'success' },
      ],
      {
        form: { who: 'Ada' },
      },
    )
    expect(fetchJson).toHaveBeenCalledWith('POST', '/api/dynamic/p1/orders?env=draft', { customer: 'Ada', total: 5 })
    expect(refresh).toHaveBeenCalledWith('orders')
    expect(notes).toEqual([{ message: 'r9', tone: 'success' }])
  })

  it('changes a record, and empties what the value says is empty', async () => {
    const { runAll, fetchJson } = setUp({ status: 200, body: { data: { id: 'r1' } } })
    const values = { 'f-customer': '"Bob"', 'f-total': 'null' }
    await runAll([{ kind: 'updateRecord', modelId: 'm1', recordId: 'row.id', values }], { row: { id: 'r/1' } })
    expect(fetchJson).toHaveBeenCalledWith('PATCH', '/api/dynamic/p1/orders/r%2F1?env=draft', {
      customer: 'Bob',
      total: null,
    })
  })

  it('deletes a record', async () => {
    const { runAll, fetchJson, notes } = setUp({ status: 204, body: null })
    await runAll([{ kind: 'deleteRecord', modelId: 'm1', recordId: 'row.id' }], { row: { id: 'r1' } })
    expect(fetchJson).toHaveBeenCalledWith('DELETE', '/api/dynamic/p1/orders/r1?env=draft', undefined)
    expect(notes).toEqual([])
  })

  it('reads data again: one model’s, or all', async () => {
    const { runAll, refresh } = setUp()
    await runAll([
      { kind: 'refresh', modelId: 'm1' },
      { kind: 'refresh', modelId: null },
    ])
    expect(refresh.mock.calls).toEqual([['orders'], [null]])
  })

  it('sets state that the next action reads', async () => {
    const { runAll, state } = setUp()
    await runAll([
      { kind: 'setState', name: 'n', value: '20' },
      { kind: 'setState', name: 'n', value: 'state.n + 1' },
    ])
    expect(state.get()).toEqual({ n: 21 })
  })

  it('opens safe addresses only', async () => {
    const open = vi.spyOn(window, 'open').mockReturnValue(null)
    const { runAll, notes } = setUp()
    await runAll([{ kind: 'openUrl', url: { expression: '"https://example.org/" & row.id' }, newTab: true }], {
      row: { id: 7 },
    })
    expect(open).toHaveBeenCalledWith('https://example.org/7', '_blank', 'noopener')
    await runAll([{ kind: 'openUrl', url: { expression: '"java" & "script:alert(1)"' }, newTab: true }])
    expect(open).toHaveBeenCalledTimes(1)
    expect(notes.map(({ tone }) => tone)).toEqual(['danger'])
    open.mockRestore()
  })

  it.each<[string, Action, Answer | Error, RegExp]>([
    [
      'a screen that is gone',
      { kind: 'navigate', screenId: 'sX', params: {} },
      { status: 200, body: null },
      /page .* not exist/,
    ],
    [
      'a missing parameter',
      { kind: 'navigate', screenId: 's2', params: {} },
      { status: 200, body: null },
      /needs a value/,
    ],
    ['a model that is gone', { kind: 'refresh', modelId: 'mX' }, { status: 200, body: null }, /not exist any more/],
    [
      'no record',
      { kind: 'deleteRecord', modelId: 'm1', recordId: 'row.id' },
      { status: 200, body: null },
      /no record/,
    ],
    [
      'a wrong expression',
      { kind: 'setState', name: 'a', value: '1 +' },
      { status: 200, body: null },
      /could not be worked out/,
    ],
    [
      'a refusal',
      { kind: 'createRecord', modelId: 'm1', values: {} },
      { status: 400, body: { title: 'Not valid.', errors: [{ path: 'customer', message: 'is required' }] } },
      /^Not valid\. Customer: is required$/,
    ],
    ['no network', { kind: 'createRecord', modelId: 'm1', values: {} }, new TypeError('network'), /cannot be reached/],
  ])('stops at %s and says why', async (_, action, answer, message) => {
    const { runAll, notes, refresh } = setUp(answer)
    await runAll([action, say('never')])
    expect(notes).toEqual([{ message: expect.stringMatching(message), tone: 'danger' }])
    expect(refresh).not.toHaveBeenCalled()
  })

  it('does nothing for what is no list', async () => {
    const { run, notes } = setUp()
    for (const nonsense of [null, 7, 'x', {}]) await run(nonsense, {})
    expect(notes).toEqual([])
  })
})
