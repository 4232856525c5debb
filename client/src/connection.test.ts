import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createClient } from './createClient.ts'
import { AxiomError } from './problem.ts'
import { startOther } from './test/startOther.ts'
import { newShop, type Shop, startShop } from './test/startShop.ts'

let shop: Shop
let ahead = 0
beforeAll(async () => {
  shop = await startShop({ now: () => Date.now() + ahead })
})
afterAll(() => shop.server.close())

const ORDER = { customer: 'Ada', product: 'Tea' }

/** The real network, of which the answers to some requests are lost; `sent` counts all of them. */
function lossyFetch(loses: (n: number) => boolean) {
  const state = { sent: 0 }
  const lossy: typeof fetch = async (...request) => {
    const answer = await fetch(...request)
    if (!loses(state.sent++)) return answer
    await answer.body?.cancel()
    throw new TypeError('fetch failed')
  }
  return { state, fetch: lossy }
}

async function ordersOver(lossy: typeof fetch) {
  const project = await newShop(shop.server, shop.owner)
  return createClient({ url: shop.server.url, token: shop.token, fetch: lossy }).records(project.slug, 'orders')
}

const problemOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => null).catch((error: unknown) => error)

describe('when an answer is lost', () => {
  it('a creation is sent again and counts once', async () => {
    const { state, fetch } = lossyFetch((n) => n < 2)
    const orders = await ordersOver(fetch)
    const made = await orders.create(ORDER)
    expect([state.sent, (await orders.list()).data]).toEqual([3, [made]])
  })

  it('a deletion that happened is no error the second time', async () => {
    const { state, fetch } = lossyFetch((n) => n === 1)
    const orders = await ordersOver(fetch)
    const { id } = await orders.create(ORDER)
    await orders.delete(id)
    expect([state.sent, await orders.count()]).toEqual([3, 0])
  })

  it('a guarded change is not sent again: it could be refused because of itself', async () => {
    const { state, fetch } = lossyFetch((n) => n === 1)
    const orders = await ordersOver(fetch)
    const { id, version } = await orders.create(ORDER)
    const error = await problemOf(orders.update(id, { product: 'Cake' }, { ifVersion: version }))
    expect(error).toMatchObject({ code: 'unreachable', status: 0 })
    expect(state.sent).toBe(2)
    expect(await orders.get(id)).toMatchObject({ product: 'Cake', version: 2 })
  })

  it('changes go on where they ended, and nothing is told twice', async () => {
    const { state, fetch } = lossyFetch((n) => n === 1)
    const project = await newShop(shop.server, shop.owner)
    const axiom = createClient({ url: shop.server.url, token: shop.token })
    const orders = axiom.records(project.slug, 'orders')
    const stop = new AbortController()
    const streams: AbortController[] = []
    /** Each stream can be cut by itself. */
    const cuttable: typeof globalThis.fetch = (url, init) => {
      const cut = new AbortController()
      streams.push(cut)
      return fetch(url, { ...init, signal: AbortSignal.any([cut.signal, ...(init?.signal ? [init.signal] : [])]) })
    }
    const watching = createClient({ url: shop.server.url, token: shop.token, fetch: cuttable })
    const heard: string[] = []
    const done = (async () => {
      for await (const change of watching.project(project.slug).changes({ signal: stop.signal }))
        if (change.type !== 'reset') heard.push(`${change.type} ${change.version}`)
    })()
    const { id } = await orders.create(ORDER)
    await expect.poll(() => heard).toEqual(['created 1'])
    streams.at(-1)?.abort(new TypeError('terminated'))
    await orders.update(id, { product: 'Cake' })
    await expect.poll(() => heard).toEqual(['created 1', 'updated 2'])
    stop.abort()
    await done
    expect(state.sent).toBe(3)
  })
})

describe('when a server refuses for now', () => {
  it('waits as long as it says, and no longer than makes sense', async () => {
    const answers = ['1', '0', null]
    const asked: number[] = []
    const url = await startOther((_, response) => {
      const [wait] = answers.splice(0, 1)
      asked.push(performance.now())
      if (wait === null) return response.setHeader('content-type', 'application/json').end('{"data":[]}')
      response.writeHead(asked.length === 1 ? 429 : 503, wait === undefined ? {} : { 'retry-after': wait }).end()
    })
    expect(await createClient({ url }).projects.list()).toEqual([])
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThanOrEqual(995)
    expect(asked).toHaveLength(3)
    const patient = await startOther((_, response) => response.writeHead(429, { 'retry-after': '3600' }).end())
    expect(await problemOf(createClient({ url: patient }).projects.list())).toMatchObject({
      status: 429,
      retryAfter: 3600,
    })
  })

  it('does not repeat what would happen twice', async () => {
    let asked = 0
    const url = await startOther((_, response) => (asked++, response.writeHead(503, { 'retry-after': '0' }).end()))
    expect(await problemOf(createClient({ url }).projects.create({ name: 'Once' }))).toMatchObject({ status: 503 })
    expect(asked).toBe(1)
  })
})

it('says when nobody answers, when nobody answers in time, and when it is somebody else', async () => {
  const gone = createClient({ url: 'http://127.0.0.1:1', retries: 0 })
  expect(await problemOf(gone.projects.list())).toMatchObject({ code: 'unreachable', status: 0 })
  const silent = createClient({ url: await startOther(() => undefined), timeout: 50, retries: 0 })
  expect(await problemOf(silent.projects.list())).toMatchObject({ code: 'timeout' })
  expect(await problemOf(silent.projects.export('p'))).toMatchObject({ code: 'timeout' })
  const other = createClient({ url: await startOther((_, response) => response.writeHead(404).end('<h1>No</h1>')) })
  expect(await problemOf(other.projects.list())).toMatchObject({ code: 'unexpected', status: 404 })
  const page = createClient({ url: await startOther((_, response) => response.end('<h1>Yes</h1>')) })
  expect(await problemOf(page.projects.list())).toMatchObject({ code: 'unexpected', status: 200 })
})

it('gives who aborts his own reason', async () => {
  const axiom = createClient({ url: await startOther(() => undefined) })
  const stop = new AbortController()
  const asking = problemOf(axiom.projects.list({ signal: stop.signal }))
  const reason = new Error('enough')
  stop.abort(reason)
  expect(await asking).toBe(reason)
})

it('renews a token that has ended once, and not one that nobody can renew', async () => {
  const asked: boolean[] = []
  const newer = await shop.server.signInAgain(shop.owner)
  const token = ({ fresh }: { fresh: boolean }): string => {
    asked.push(fresh)
    return fresh ? newer.session.accessToken : 'ended'
  }
  const axiom = createClient({ url: shop.server.url, token })
  expect(await axiom.me()).toMatchObject({ email: 'owner@example.com' })
  expect(asked).toEqual([false, true])
  const fixed = createClient({ url: shop.server.url, token: 'ended' })
  expect(await problemOf(fixed.me())).toMatchObject({ code: 'unauthenticated', status: 401 })
})

it('never mistakes an empty id for the whole collection', async () => {
  const { state, fetch } = lossyFetch(() => false)
  const orders = await ordersOver(fetch)
  for (const id of ['', '.', '..']) expect(await problemOf(orders.delete(id))).toBeInstanceOf(AxiomError)
  expect(state.sent).toBe(0)
})
