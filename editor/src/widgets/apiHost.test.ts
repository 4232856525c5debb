import { describe, expect, it, vi } from 'vitest'

import { createApiHost } from './apiHost.ts'
import type { FetchJson } from './fetchJson.ts'
import { createStaticHost, type WidgetHost } from './host.ts'
import { makeModel, makeNode } from './test/fixtures.tsx'

type Answer = Awaited<ReturnType<FetchJson>>

function setUp(answer: Answer | Error, env: 'draft' | '' = '', more: Partial<WidgetHost> = {}) {
  const fetchJson = vi.fn<FetchJson>(() => (answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer)))
  const host = createApiHost({
    ...createStaticHost({ models: () => [makeModel([])], ...more }),
    projectId: 'p1',
    env: () => env,
    fetchJson,
    formOf: () => 'form',
    screenOf: () => 's1',
  })
  return { host, fetchJson }
}

const query = { collection: 'orders', limit: 10, cursor: null, sort: '', search: '' }
const never = new AbortController().signal
const toModel = makeNode('form', { props: { model: 'm1' } })
const toBox = makeNode('form', { id: 'f1' })

describe('widgets and the endpoints of their project', () => {
  it('asks for one page, counted, in the right environment', async () => {
    const { host, fetchJson } = setUp(
      { status: 200, body: { data: [{ id: 'r1' }], meta: { nextCursor: 'c2', count: 12 } } },
      'draft',
    )
    const page = await host.list({ ...query, cursor: 'c1', sort: '-total', search: 'a&b' }, never)
    expect(page).toEqual({ rows: [{ id: 'r1' }], nextCursor: 'c2', count: 12 })
    const { pathname, searchParams } = new URL(fetchJson.mock.calls[0]?.[1] ?? '', 'http://app')
    expect(pathname).toBe('/api/dynamic/p1/orders')
    expect(Object.fromEntries(searchParams)).toEqual({
      limit: '10',
      count: 'exact',
      cursor: 'c1',
      sort: '-total',
      search: 'a&b',
      env: 'draft',
    })
  })

  it.each<[string, Answer | Error, string]>([
    ['a refusal', { status: 403, body: { title: 'Not allowed.' } }, 'Not allowed.'],
    ['an answer of something else', { status: 502, body: null }, 'The server did not answer. Try again.'],
    ['no answer', new TypeError('fetch failed'), 'The server cannot be reached. Check the connection and try again.'],
  ])('says what happened: %s', async (_, answer, message) => {
    await expect(setUp(answer).host.list(query, never)).rejects.toThrow(message)
    await expect(setUp(answer).host.stat('orders', null, never)).rejects.toThrow(message)
  })

  it('counts and sums', async () => {
    const count = setUp({ status: 200, body: { data: [{ count: 3 }] } })
    expect(await count.host.stat('orders', null, never)).toBe(3)
    const sum = setUp({ status: 200, body: { data: [{ count: 3, sum: { total: 7.5 } }] } })
    expect(await sum.host.stat('orders', 'total', never)).toBe(7.5)
    expect(sum.fetchJson.mock.calls[0]?.[1]).toBe('/api/dynamic/p1/orders/aggregate?sum=total')
    expect(await setUp({ status: 200, body: { data: [] } }).host.stat('orders', 'total', never)).toBe(0)
  })

  it('sends a form to its model, or else to the submissions of the project', async () => {
    const model = setUp({ status: 201, body: { data: { id: 'r1' } } })
    expect(await model.host.submit(toModel, { a: 1 })).toEqual({ ok: true, record: { id: 'r1' } })
    expect(model.fetchJson).toHaveBeenCalledWith('POST', '/api/dynamic/p1/orders', { a: 1 })
    const box = setUp({ status: 201, body: { id: 'x' } })
    expect(await box.host.submit(toBox, { a: 1 })).toEqual({ ok: true, record: null })
    expect(box.fetchJson).toHaveBeenCalledWith('POST', '/api/projects/p1/submissions', {
      screenId: 's1',
      formId: 'f1',
      formData: { a: 1 },
      website: '',
    })
  })

  it('asks for the challenge of a guarded form only when it is sent, and says why there is none', async () => {
    const guarded = makeNode('form', { id: 'f1', props: { captcha: true } })
    const { host, fetchJson } = setUp({ status: 429, body: { title: 'Too many requests.' } })
    expect(await host.submit(guarded, { a: 1 })).toEqual({ ok: false, message: 'Too many requests.', errors: {} })
    expect(fetchJson.mock.calls).toEqual([['GET', '/api/projects/p1/submissions/challenge?form=f1']])
  })

  it('asks for that of a guarded model, unless somebody is signed in at the app', async () => {
    const toGuarded = (currentUser: { id: string } | null): ReturnType<typeof setUp> =>
      setUp({ status: 429, body: {} }, '', {
        models: () => [{ ...makeModel([]), proof: true }],
        scope: () => ({ currentUser }),
      })
    const visitor = toGuarded(null)
    await visitor.host.submit(toModel, { a: 1 })
    expect(visitor.fetchJson.mock.calls).toEqual([['GET', '/api/dynamic/p1/orders/challenge']])
    const ada = toGuarded({ id: 'ada' })
    await ada.host.submit(toModel, { a: 1 })
    expect(ada.fetchJson.mock.calls).toEqual([['POST', '/api/dynamic/p1/orders', { a: 1 }]])
  })

  it('asks for a challenge when the server turns out to want a proof', async () => {
    const { host, fetchJson } = setUp({ status: 403, body: { code: 'proof_refused', title: 'For programs.' } })
    expect(await host.submit(toModel, { a: 1 })).toMatchObject({ ok: false, message: 'For programs.' })
    expect(fetchJson.mock.calls.map(([method, path]) => [method, path])).toEqual([
      ['POST', '/api/dynamic/p1/orders'],
      ['GET', '/api/dynamic/p1/orders/challenge'],
    ])
  })

  it('says in words for visitors that a proof could not be made', async () => {
    const guarded = makeNode('form', { id: 'f1', props: { captcha: true } })
    // Here is no such thing as a worker.
    const { host } = setUp({ status: 200, body: {} })
    expect(await host.submit(guarded, {})).toMatchObject({ ok: false, message: expect.stringContaining('no robot') })
  })

  it('thanks a program that fills in what nobody sees, and stores nothing', async () => {
    const { host, fetchJson } = setUp({ status: 201, body: {} })
    expect(await host.submit(toModel, { a: 1, website: 'spam' })).toEqual({ ok: true, record: null })
    expect(fetchJson).not.toHaveBeenCalled()
  })

  it('hands on what is wrong with which field, and nothing that it cannot read', async () => {
    const errors = [{ path: 'a', message: 'is required' }, { path: 7 }, null, 'x']
    const { host } = setUp({ status: 400, body: { title: 'Not valid.', errors } })
    expect(await host.submit(toModel, {})).toEqual({ ok: false, message: 'Not valid.', errors: { a: 'is required' } })
  })
})
