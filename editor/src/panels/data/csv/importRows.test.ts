import { afterEach, expect, it, vi } from 'vitest'

import { ApiError, api } from '../../../api/client.ts'
import { type FilledColumn, importRows } from './importRows.ts'

afterEach(() => vi.restoreAllMocks())

const column = (name: string, at: number, type: FilledColumn['type']): FilledColumn => ({
  at,
  name,
  label: name.toUpperCase(),
  type,
  options: [],
  decimal: '.',
  order: 'dmy',
})
const columns = [column('name', 0, 'text'), column('size', 1, 'number')]

async function run(
  rows: string[][],
  answer: (records: unknown[], key: string) => void,
  signal = new AbortController().signal,
) {
  const sent: unknown[][] = []
  vi.spyOn(api, 'post').mockImplementation((_path, body, options) => {
    const records = body as unknown[]
    answer(records, options?.headers?.['idempotency-key'] ?? '')
    sent.push(records)
    return Promise.resolve(undefined as never)
  })
  const job = { projectId: 'p', collection: 'things', env: 'draft' as const, columns, rows, signal }
  const state = await importRows({ ...job, onProgress: () => undefined, misfit: (cell) => `no ${cell}` })
  return { sent, state }
}

it('sends rows in pieces, and tells cells that do not fit', async () => {
  const rows = Array.from({ length: 600 }, (_, i) => [`n${i}`, i === 7 ? 'big' : String(i)])
  const { sent, state } = await run(rows, () => undefined)
  expect(sent.map((piece) => piece.length)).toEqual([250, 250, 100])
  expect(sent[0]?.slice(6, 8)).toEqual([{ name: 'n6', size: 6 }, { name: 'n7' }])
  expect(state).toEqual({
    done: 600,
    total: 600,
    imported: 600,
    problems: [{ row: 8, label: 'SIZE', message: 'no big' }],
  })
})

it('leaves out rows that the server refuses, and sends the others again', async () => {
  const { sent, state } = await run([['a'], ['b'], ['c']], (records) => {
    const at = records.findIndex((one) => (one as { name: string }).name === 'b')
    if (at >= 0)
      throw new ApiError(409, {
        code: 'not_unique',
        errors: [{ path: `${at}/name`, code: 'unique', message: 'is taken' }],
      })
  })
  expect(sent).toEqual([[{ name: 'a' }, { name: 'c' }]])
  expect(state).toMatchObject({ imported: 2, problems: [{ row: 2, label: 'NAME', message: 'is taken' }] })
})

it('sends a piece that got no answer again under the same key', async () => {
  const keys: string[] = []
  const { state } = await run([['a']], (_records, key) => {
    keys.push(key)
    if (keys.length === 1) throw new ApiError(0, {})
  })
  expect(new Set(keys).size).toBe(1)
  expect(keys.length).toBe(2)
  expect(state.imported).toBe(1)
})

it('ends where somebody stops it', async () => {
  const abort = new AbortController()
  const rows = Array.from({ length: 600 }, () => ['x'])
  const { sent, state } = await run(rows, () => abort.abort(), abort.signal)
  expect(sent.length).toBe(1)
  expect(state.imported).toBe(250)
})
