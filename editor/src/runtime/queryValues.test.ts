import type { CompiledApp } from '@axiom/shared/model/app'
import { describe, expect, it } from 'vitest'

import type { FetchJson } from '../widgets/fetchJson.ts'
import { createAppState } from './appState.ts'
import { createQueryValues, queriesRead } from './queryValues.ts'

const STOCK = { id: 'q1', name: 'stock', parameters: [{ name: 'least', type: 'number' as const, required: false }] }
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

describe('answers that expressions read', () => {
  it('are asked for with parameters of the address and of state, and again when these change', async () => {
    const asked: unknown[] = []
    const fetchJson: FetchJson = (_method, path, body) => {
      asked.push([path, body])
      return Promise.resolve({ status: 200, body: { data: asked.length, meta: { columns: null } } })
    }
    const state = createAppState()
    const source = { projectId: 'p', env: () => '' as const, fetchJson }
    const values = createQueryValues({
      source,
      queries: [STOCK],
      params: { least: '3', other: 'x' },
      state,
      onError: () => undefined,
    })
    const stop = values.start()
    await settled()
    expect(asked).toEqual([['/api/dynamic/p/queries/stock', { parameters: { least: '3' } }]])
    expect(values.get()).toEqual({ stock: 1 })
    state.set('unrelated', 1)
    await settled()
    expect(asked).toHaveLength(1)
    state.set('least', 5)
    await settled()
    expect(asked[1]).toEqual(['/api/dynamic/p/queries/stock', { parameters: { least: 5 } }])
    values.refresh()
    await settled()
    expect(values.get()).toEqual({ stock: 3 })
    stop()
    state.set('least', 6)
    await settled()
    expect(asked).toHaveLength(3)
  })

  it('say when a query fails', async () => {
    const fetchJson: FetchJson = () => Promise.resolve({ status: 422, body: { title: 'No such table.' } })
    const errors: string[] = []
    const source = { projectId: 'p', env: () => '' as const, fetchJson }
    createQueryValues({
      source,
      queries: [STOCK],
      params: {},
      state: createAppState(),
      onError: (message) => errors.push(message),
    }).start()
    await settled()
    expect(errors).toEqual(['No such table.'])
  })

  it('are those of queries that the screen’s bindings name, and no others', () => {
    const node = (id: string, parentId: string, source: string) => ({ id, parentId, bindings: { 'x:text': source } })
    const nodes = [
      node('a', 's1', '1 + 1'),
      node('b', 'a', '$sum(queries.stock.amount)'),
      node('c', 's2', 'queries.other'),
    ]
    const queries = [STOCK, { ...STOCK, name: 'other' }, { ...STOCK, name: 'sto' }]
    const app = { nodes, queries } as unknown as CompiledApp
    expect(queriesRead(app, 's1').map(({ name }) => name)).toEqual(['stock'])
  })
})
