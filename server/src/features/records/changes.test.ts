import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { setModelRule } from '@axiom/shared/document/operations/setModelRule'
import { parseModels } from '@axiom/shared/document/parseModels'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { type OpenEvents, openEvents, type SentEvent } from '../../../test/openEvents.ts'
import { rawRequest } from '../../../test/rawRequest.ts'

let server: TestServer
let owner: Client
let projectId: string
let base: string
let clock = Date.now()
let opened: OpenEvents[] = []
let people = 0

beforeAll(async () => {
  server = await createTestServer({ now: () => clock })
  owner = await server.register('Owner')
})
afterAll(() => server.close())
beforeEach(async () => {
  owner = await server.signInAgain(owner)
  const { body } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Shop', template: 'blank' })
  projectId = body.id
  base = `/api/dynamic/${projectId}`
  await server.edit(projectId, (doc, origin) => {
    const modelId = addModel(doc, { name: 'things' }, origin)
    addField(doc, { modelId, name: 'n', type: 'integer' }, origin)
    addField(doc, { modelId, name: 'note', type: 'text' }, origin)
  })
})
afterEach(() => {
  for (const stream of opened) stream.close()
  opened = []
})

/** Beyond the life of an access token. */
async function passTime(ms: number): Promise<void> {
  clock += ms
  owner = await server.signInAgain(owner)
}

const bearer = (client: Client) => ({ authorization: `Bearer ${client.session.accessToken}` })

async function follow(who: Client | null, { lastEventId, query = '' }: { lastEventId?: string; query?: string } = {}) {
  const headers = { ...(who && bearer(who)), ...(lastEventId !== undefined && { 'last-event-id': lastEventId }) }
  const stream = await openEvents(`${server.url}${base}/changes${query}`, headers)
  opened.push(stream)
  return stream
}

async function post(n: number): Promise<string> {
  const { status, body } = await owner.call<{ data: { id: string } }>('POST', `${base}/things`, { n })
  expect(status).toBe(201)
  return body.data.id
}

const setRule = (rule: 'list' | 'read' | 'create', audience: 'public' | 'viewer' | 'owner'): Promise<void> =>
  server.edit(projectId, (doc, origin) =>
    setModelRule(doc, { id: parseModels(doc)[0]?.id ?? '', operation: rule, audience }, origin),
  )

async function join(role: string): Promise<Client> {
  const person = await server.register(`Person${people++}`)
  const member = { email: person.session.user.email, role }
  expect((await owner.call('POST', `/api/projects/${projectId}/members`, member)).status).toBe(201)
  return person
}

const numbers = (events: readonly SentEvent[]): unknown[] =>
  events.map(({ data }) => (data['record'] as Record<string, unknown> | undefined)?.['n'])

describe('a stream of changes', () => {
  it('gives an id before any event, then tells what happens', async () => {
    const stream = await follow(owner)
    await vi.waitFor(() => expect(stream.lastId).not.toBe(''))
    expect(stream.events).toEqual([])
    const id = await post(1)
    await stream.until((events) => events.length === 1)
    await owner.call('PATCH', `${base}/things/${id}`, { n: 2 })
    await stream.until((events) => events.length === 2)
    await owner.call('DELETE', `${base}/things/${id}`)
    await stream.until((events) => events.length === 3)
    const told = stream.events.map(({ name, data: { type, version, collection } }) => [name, type, version, collection])
    expect(told).toEqual([
      ['created', 'created', 1, 'things'],
      ['updated', 'updated', 2, 'things'],
      ['removed', 'removed', 3, 'things'],
    ])
    expect(numbers(stream.events)).toEqual([1, 2, undefined])
  })

  it('resumes where it broke, even before its first event', async () => {
    const first = await follow(owner)
    await vi.waitFor(() => expect(first.lastId).not.toBe(''))
    first.close()
    await post(1)
    await passTime(3_600_000)
    await post(2)
    const second = await follow(owner, { lastEventId: first.lastId })
    await second.until((events) => events.length === 2)
    expect(numbers(second.events)).toEqual([1, 2])
    second.close()
    clock += 60_000
    await post(3)
    const third = await follow(owner, { lastEventId: second.lastId })
    await third.until((events) => numbers(events).includes(3))
    expect(numbers(third.events)).toEqual([2, 3])
    clock += 5_000
    await post(4)
    await third.until((events) => numbers(events).includes(4))
    // What lies within the overlap of ten seconds is told again, and nothing older.
    const fourth = await follow(owner, { lastEventId: third.lastId })
    await fourth.until((events) => numbers(events).includes(4))
    expect(numbers(fourth.events)).toEqual([3, 4])
  })

  it('misses nothing over 25 broken connections, and readers can drop doubles by id and version', async () => {
    const seed = 7
    const heard = new Map<string, number>()
    let doubles = 0
    let lastEventId: string | undefined
    const writing = (async () => {
      for (let i = 0; i < 150; i++) {
        await post(i)
        clock += 1_000
      }
    })()
    for (let round = 0; round < 25; round++) {
      const stream = await follow(owner, lastEventId === undefined ? {} : { lastEventId })
      await stream.until((events) => events.length >= 1 + ((seed * (round + 3)) % 7) || heard.size >= 140)
      stream.close()
      for (const { data } of stream.events) {
        const key = `${String(data['id'])}/${String(data['version'])}`
        if (heard.has(key)) doubles++
        heard.set(key, Number((data['record'] as { n: number }).n))
      }
      lastEventId = stream.lastId
    }
    await writing
    const rest = await follow(owner, { lastEventId: lastEventId ?? '' })
    await rest.until((events) => numbers(events).includes(149))
    for (const { data } of rest.events)
      heard.set(`${String(data['id'])}/${String(data['version'])}`, Number((data['record'] as { n: number }).n))
    expect([...heard.values()].sort((a, b) => a - b)).toEqual(Array.from({ length: 150 }, (_, i) => i))
    expect(doubles).toBeGreaterThan(0)
  })

  it('begins anew, and says so, for an id that is a day old or none of ours', async () => {
    const old = await follow(owner)
    await post(1)
    await old.until((events) => events.length === 1)
    await passTime(86_400_000)
    for (const lastEventId of [old.lastId, 'abc', '7']) {
      const stream = await follow(owner, { lastEventId })
      await stream.until((events) => events.length === 1)
      expect(stream.events[0]).toMatchObject({ name: 'reset', data: {} })
      expect(stream.lastId > old.lastId).toBe(true)
    }
    const ahead = await follow(owner, { lastEventId: 'ffffffff-ffff-7000-8000-000000000000' })
    await post(2)
    await ahead.until((events) => numbers(events).includes(2))
  })

  it('is kept alive, with an id to resume from', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      const stream = await follow(owner)
      await vi.waitFor(() => expect(stream.lastId).not.toBe(''))
      const first = stream.lastId
      clock += 20_000
      vi.advanceTimersByTime(20_000)
      await vi.waitFor(() => expect(stream.text).toContain(': still here'))
      expect(stream.lastId > first).toBe(true)
      expect(stream.events).toEqual([])
    } finally {
      vi.useRealTimers()
    }
  })

  it('tells of the named collections only, and judges the names', async () => {
    await server.edit(projectId, (doc, origin) => void addModel(doc, { name: 'others' }, origin))
    const stream = await follow(owner, { query: '?collections=others' })
    await post(1)
    await owner.call('POST', `${base}/others`, {})
    await stream.until((events) => events.length > 0)
    expect(stream.events.map(({ data }) => data['collection'])).toEqual(['others'])
    expect((await follow(owner, { query: '?collections=nothing' })).status).toBe(404)
    expect((await follow(owner, { query: '?collections=a&collections=b' })).status).toBe(400)
    expect((await follow(owner, { query: `?collections=${'a,'.repeat(51)}` })).status).toBe(400)
  })

  it('cuts off a reader that does not read, and nobody else', async () => {
    const attentive = await follow(owner)
    const stuck = await fetch(`${server.url}${base}/changes`, { headers: bearer(owner) })
    const note = 'x'.repeat(4_000)
    for (let i = 0; i < 8; i++) {
      const records = Array.from({ length: 1_000 }, () => ({ n: i, note }))
      expect((await owner.call('POST', `${base}/things`, records)).status).toBe(201)
      await attentive.until((events) => events.length === 1_000 * (i + 1))
    }
    let events = 0
    const reading = (async () => {
      for await (const chunk of stuck.body?.pipeThrough(new TextDecoderStream()) ?? [])
        events += chunk.split('event: created').length - 1
    })()
    await expect(reading).rejects.toThrow()
    expect(events).toBeLessThan(8_000)
  })

  it('may be open 200 times per client', async () => {
    const streams = await Promise.all(Array.from({ length: 200 }, () => follow(owner)))
    expect(new Set(streams.map(({ status }) => status))).toEqual(new Set([200]))
    expect((await follow(owner)).status).toBe(429)
    const viewer = await join('viewer')
    expect((await follow(viewer)).status).toBe(200)
    streams[0]?.close()
    await vi.waitFor(async () => expect((await follow(owner)).status).toBe(200))
  })
})

describe('who may follow', () => {
  it('is refused like a list', async () => {
    const stranger = await server.register(`Stranger${people++}`)
    expect((await follow(null)).status).toBe(401)
    expect((await follow(stranger)).status).toBe(404)
    await owner.call('POST', `/api/projects/${projectId}/publish`, { copyDraftRows: false })
    expect((await follow(null)).status).toBe(401)
    expect((await follow(stranger)).status).toBe(404)
    await setRule('list', 'public')
    expect((await follow(null)).status).toBe(401)
    await owner.call('POST', `/api/projects/${projectId}/publish`, { copyDraftRows: false })
    const visitor = await follow(null)
    await post(5)
    await visitor.until((events) => numbers(events).includes(5))
    expect((await follow(null, { query: '?env=draft' })).status).toBe(401)
    expect((await follow(stranger, { query: '?env=draft' })).status).toBe(404)
  })

  it.each([
    ['was removed', async (id: string) => owner.call('DELETE', `/api/projects/${projectId}/members/${id}`)],
    [
      'signed out',
      async (_id: string, { cookie, session }: Client) =>
        server.anonymous('POST', '/api/auth/logout', undefined, { cookie, 'x-csrf-token': session.csrfToken }),
    ],
  ] as const)('ends for somebody who %s: what happens then is not told', async (_, leave) => {
    const person = await join('viewer')
    const stream = await follow(person)
    await post(1)
    await stream.until((events) => numbers(events).includes(1))
    const { status } = await leave(person.session.user.id, person)
    expect(status).toBeLessThan(300)
    clock += 1_000
    await post(2)
    await stream.ended
    expect(numbers(stream.events)).toEqual([1])
  })

  it('ends with the access token, and the next one resumes', async () => {
    const stream = await follow(owner)
    await passTime(16 * 60_000)
    await post(1)
    await stream.ended
    expect(stream.events).toEqual([])
    const next = await follow(owner, { lastEventId: stream.lastId })
    await next.until((events) => numbers(events).includes(1))
  })

  it('follows the rules as they are now', async () => {
    await server.edit(projectId, (doc, origin) => void addModel(doc, { name: 'others' }, origin))
    const viewer = await join('viewer')
    const stream = await follow(viewer)
    await post(1)
    await stream.until((events) => numbers(events).includes(1))
    await setRule('list', 'owner')
    await post(2)
    // Told in order: with this one the one before has been judged.
    await owner.call('POST', `${base}/others`, {})
    await stream.until((events) => events.length > 1)
    await setRule('list', 'viewer')
    await post(3)
    await stream.until((events) => numbers(events).includes(3))
    expect(numbers(stream.events)).toEqual([1, undefined, 3])
  })

  it('ends for visitors when a release closes the collection', async () => {
    await setRule('list', 'public')
    const publish = () => owner.call('POST', `/api/projects/${projectId}/publish`, { copyDraftRows: false })
    await publish()
    const visitor = await follow(null)
    await post(1)
    await visitor.until((events) => numbers(events).includes(1))
    await setRule('list', 'viewer')
    await publish()
    clock += 1_000
    await post(2)
    await visitor.ended
    expect(numbers(visitor.events)).toEqual([1])
  })
})

it('HEAD opens no stream', async () => {
  const answer = await rawRequest({
    port: server.port,
    path: `${base}/changes`,
    method: 'HEAD',
    headers: bearer(owner),
  })
  expect([answer.status, answer.text]).toEqual([200, ''])
})
