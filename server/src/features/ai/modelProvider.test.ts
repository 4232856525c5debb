import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { AppError } from '@axiom/shared/errors'
import { suggestApp } from '@axiom/shared/suggest/suggestApp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { startChatServer, stream, type Behaviour, type ChatServer } from '../../../test/chatServer.ts'
import { createTestServer } from '../../../test/createTestServer.ts'
import { openDb } from '../../platform/db/openDb.ts'
import type { Db } from '../../platform/db/port.ts'
import { testStores } from '../../platform/db/test/testDatabase.ts'
import { createMetrics } from '../../platform/metrics/metrics.ts'
import { createAnswerStore, type AnswerStore } from './answers.ts'
import { createChat } from './chatClient.ts'
import { createMeters, type Meter } from './meter.ts'
import { createModelProvider } from './modelProvider.ts'
import { createUsageStore } from './usage.ts'

const PLAN = suggestApp('Café tables and réservations 🐝 with guests')
const JSON_PLAN = JSON.stringify(PLAN)
const KEY = 'sk-not-for-anybody-else'

let model: ChatServer
let db: Db
let dataDir: string
let answers: AnswerStore
let meter: Meter

beforeAll(async () => {
  model = await startChatServer()
  dataDir = await mkdtemp(join(tmpdir(), 'axiom-model-'))
  db = await openDb(testStores(dataDir))
  answers = await createAnswerStore(db, Date.now)
  meter = createMeters({ usage: await createUsageStore(db, Date.now), metrics: createMetrics(), now: Date.now })(
    'mara',
    null,
  )
})
afterAll(async () => {
  await Promise.all([model.close(), db.close()])
  await rm(dataDir, { recursive: true, force: true })
})

const provider = ({ timeoutMs }: { timeoutMs?: number } = {}) => {
  const settings = { baseUrl: model.baseUrl, model: 'test-1', apiKey: KEY, timeoutMs, dailyRequests: 1_000 }
  return createModelProvider({ chat: createChat({ ...settings, pauseMs: 5 }), settings, answers })
}

const about = (brief: string) => ({ task: 'app', brief, models: [] }) as const

let asked = 0
/** Other words each time: none is kept from before. */
const ask = async (behaviour: Behaviour, { timeoutMs = 20_000, signal = new AbortController().signal } = {}) => {
  model.behave(behaviour)
  const brief = `Tables and reservations ${++asked}`
  return (await provider({ timeoutMs }).plan(about(brief), { signal, meter })).plan
}

async function failed(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!(error instanceof AppError)) throw new Error(`not an AppError: ${String(error)}`)
  expect(error.code).toBe('unavailable')
  expect(error.message).not.toContain(KEY)
  return error.message
}

describe('a language model', () => {
  it('streams its plan, gets the key in the header, the rules first and the words as they are', async () => {
    expect(await ask((response) => stream(response, JSON_PLAN))).toEqual(PLAN)
    const [request] = model.asked
    expect(request).toMatchObject({ path: '/v1/chat/completions', authorization: `Bearer ${KEY}` })
    expect(request?.body).toMatchObject({ model: 'test-1', stream: true })
    expect(request?.body.messages.map(({ role }) => role)).toEqual(['system', 'user'])
    expect(request?.body.messages[1]?.content).toBe(`Tables and reservations ${asked}`)
    expect(JSON.stringify(request?.body)).not.toContain(KEY)
  })

  it('may answer at once instead, with words and a fence around the plan', async () => {
    const content = `Here it is:\n\`\`\`json\n${JSON_PLAN}\n\`\`\``
    const body = JSON.stringify({ choices: [{ message: { role: 'assistant', content } }] })
    const whole: Behaviour = (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(body)
    expect(await ask(whole)).toEqual(PLAN)
  })

  it('is asked again after 429 and 5xx', async () => {
    const busy: Behaviour = (response, n) =>
      n < 2 ? response.writeHead(n === 0 ? 429 : 503, { 'retry-after': '0' }).end('{}') : stream(response, JSON_PLAN)
    expect(await ask(busy)).toEqual(PLAN)
    expect(model.asked).toHaveLength(3)
    expect(await failed(ask((response) => response.writeHead(429).end()))).toContain('too much to do')
    expect(model.asked).toHaveLength(4)
    expect(await failed(ask((response) => response.writeHead(429, { 'retry-after': '3600' }).end()))).toContain(
      'too much',
    )
    expect(model.asked).toHaveLength(1)
  })

  it('is not asked again after a refusal, and no redirect gets the key', async () => {
    expect(await failed(ask((response) => response.writeHead(401).end()))).toContain('AI_API_KEY')
    expect(model.asked).toHaveLength(1)
    await failed(ask((response) => response.writeHead(307, { location: `${model.baseUrl}/elsewhere` }).end()))
    expect(model.asked).toHaveLength(1)
  })

  it('gets one chance to repair what is no plan', async () => {
    const bad = JSON.stringify({ ...PLAN, models: [{ ...PLAN.models[0], name: 'Not A Name' }] })
    expect(await ask((response, n) => stream(response, n === 0 ? bad : JSON_PLAN))).toEqual(PLAN)
    expect(model.asked[1]?.body.messages.at(-1)?.content).toContain('models/0/name')
    for (const nonsense of ['', 'I cannot do that.', '{"models": [', bad, '{"__proto__": {"title": "x"}}']) {
      expect(await failed(ask((response) => stream(response, nonsense)))).toContain('no valid plan')
      expect(model.asked).toHaveLength(2)
    }
  })

  it('cannot open records to be read or changed, whatever the words made it say', async () => {
    const open = {
      ...PLAN,
      models: PLAN.models.map((one) => ({ ...one, rules: { list: 'public', delete: 'public' } })),
    }
    expect(await failed(ask((response) => stream(response, JSON.stringify(open))))).toContain('no valid plan')
  })

  it('fails clearly when it ends early, sends garbage, errors, or is too long', async () => {
    expect(await failed(ask((response) => stream(response, JSON_PLAN, { end: false })))).toContain('ended early')
    const event =
      (data: string): Behaviour =>
      (response) =>
        response.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${data}\n\n`)
    expect(await failed(ask(event('{"choices"')))).toContain('no JSON')
    expect(await failed(ask(event('{"error":{"message":"overloaded"}}')))).toContain('was an error')
    expect(await failed(ask((response) => stream(response, 'x'.repeat(400_000))))).toContain('too long')
    await failed(ask((response) => response.destroy()))
  })

  it('has a time limit, and is let go of when nobody waits any more', async () => {
    const closed = Promise.withResolvers<void>()
    const silent: Behaviour = (response) =>
      response.once('close', closed.resolve).writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
    expect(await failed(ask(silent, { timeoutMs: 60 }))).toContain('too long')
    const gone = new AbortController()
    const waiting = failed(
      ask(
        (response) => {
          silent(response, 0)
          gone.abort()
        },
        { signal: gone.signal },
      ),
    )
    await waiting
    await closed.promise
  })

  it('is not asked twice for the same words', async () => {
    model.behave((response) => stream(response, JSON_PLAN))
    const one = provider()
    const thinking = { signal: new AbortController().signal, meter }
    expect(await one.plan(about('Tables'), thinking)).toEqual(await one.plan(about('Tables'), thinking))
    expect(model.asked).toHaveLength(1)
    await one.plan(about('Chairs'), thinking)
    expect(model.asked).toHaveLength(2)
  })
})

it('the server asks the model that its environment names', async () => {
  const server = await createTestServer({ env: { AI_BASE_URL: model.baseUrl, AI_MODEL: 'test-2', AI_API_KEY: KEY } })
  try {
    const owner = await server.register('Owner')
    const suggest = () => owner.call('POST', '/api/ai/generate-api', { brief: 'Tables' })
    model.behave((response) => stream(response, JSON_PLAN))
    expect((await suggest()).body).toEqual({ source: 'model', model: 'test-2', plan: PLAN, difference: null })
    expect(model.asked[0]?.body.model).toBe('test-2')
    model.behave((response) => response.writeHead(401).end())
    const refused = await owner.call('POST', '/api/ai/generate-api', { brief: 'Chairs' })
    expect([refused.status, refused.body['code']]).toEqual([503, 'unavailable'])
    expect(JSON.stringify(refused.body)).not.toContain(KEY)
  } finally {
    await server.close()
  }
})
