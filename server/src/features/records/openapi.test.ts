import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { setModelRule } from '@axiom/shared/document/operations/setModelRule'
import type { Audience, FieldConstraints, FieldType, RecordOperation } from '@axiom/shared/document/views'
import { isObject, type Json, type JsonObject } from '@axiom/shared/json'
import { Validator } from '@seriousme/openapi-schema-validator'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type AnswerChecker, createChecker } from '../../../test/checkAnswer.ts'
import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { createGenerator, type Generator, resolve } from '../../../test/fromSchema.ts'
import { openEvents } from '../../../test/openEvents.ts'

const SEED = 20_261_121
const SAMPLES = 12
const CALLERS = ['anonymous', 'stranger', 'viewer', 'commenter', 'editor', 'owner'] as const
type Caller = (typeof CALLERS)[number]

interface Field {
  type: FieldType
  constraints?: FieldConstraints
  options?: string[]
}

const FIELDS: Record<string, Field> = {
  title: { type: 'text', constraints: { required: true, minLength: 2, maxLength: 40 } },
  body: { type: 'longText' },
  code: { type: 'text', constraints: { unique: true, pattern: '^[A-Z]{3}-[0-9]{6}$' } },
  level: { type: 'integer', constraints: { min: 1, max: 10, default: 5 } },
  amount: { type: 'integer' },
  price: { type: 'number', constraints: { indexed: true } },
  done: { type: 'boolean', constraints: { required: true } },
  day: { type: 'date' },
  moment: { type: 'datetime' },
  mail: { type: 'email' },
  site: { type: 'url' },
  status: { type: 'select', options: ['New', 'Under way', 'Done, at last'] },
  mood: { type: 'select' },
  tags: { type: 'multiSelect', options: ['red', 'green', 'blue'] },
  words: { type: 'multiSelect' },
  extra: { type: 'json' },
  must: { type: 'json', constraints: { required: true } },
  limit: { type: 'integer' },
  // What a careless (or hostile) designer can leave in a document breaks nothing.
  odd: { type: 'text', constraints: { minLength: -1, maxLength: 1.5, pattern: '(?=x)[' } },
}

const RULES: Record<string, Partial<Record<RecordOperation, Audience>>> = {
  everything: { list: 'public', read: 'public', create: 'signedIn', update: 'editor', delete: 'owner' },
  box: { create: 'public', list: 'owner', read: 'owner', update: 'owner', delete: 'owner' },
  closed: {},
}

let server: TestServer
let owner: Client
let projectId: string
let callers: Record<Caller, Client['call']>
let tokens: Partial<Record<Caller, string>>

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
  const { body } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Shop', template: 'blank' })
  projectId = body.id
  await server.edit(projectId, (doc, origin) => {
    for (const [name, rules] of Object.entries(RULES)) {
      const modelId = addModel(doc, { name }, origin)
      for (const [operation, audience] of Object.entries(rules))
        setModelRule(doc, { id: modelId, operation: operation as RecordOperation, audience }, origin)
      const fields = Object.entries(FIELDS).slice(0, name === 'everything' ? undefined : 4)
      for (const [field, more] of fields) addField(doc, { modelId, name: field, ...more }, origin)
    }
  })
  expect((await owner.call('POST', `/api/projects/${projectId}/publish`, {})).status).toBe(201)
  const stranger = await server.register('Stranger')
  callers = { anonymous: server.anonymous, stranger: stranger.call, owner: owner.call } as typeof callers
  tokens = { stranger: stranger.session.accessToken, owner: owner.session.accessToken }
  for (const role of ['viewer', 'commenter', 'editor'] as const) {
    const person = await server.register(role)
    await owner.call('POST', `/api/projects/${projectId}/members`, { email: person.session.user.email, role })
    callers[role] = person.call
    tokens[role] = person.session.accessToken
  }
})
afterAll(() => server.close())

interface Operation {
  id: string
  method: string
  path: string
  parameters: JsonObject[]
  bodies: Record<string, JsonObject>
  statuses: string[]
}

interface Described {
  document: JsonObject
  operations: Operation[]
  check: AnswerChecker
  generator: Generator
}

async function describeFor(caller: Caller, query = ''): Promise<Described> {
  const { status, body: document } = await callers[caller]<JsonObject>(
    'GET',
    `/api/dynamic/${projectId}/openapi.json${query}`,
  )
  expect(status).toBe(200)
  const paths = document['paths'] as Record<string, JsonObject>
  const operations = Object.entries(paths).flatMap(([path, { parameters: shared, ...item }]) =>
    Object.entries(item as Record<string, JsonObject>).map(([method, operation]): Operation => {
      const content = (operation['requestBody'] as JsonObject | undefined)?.['content'] as JsonObject | undefined
      return {
        id: operation['operationId'] as string,
        method: method.toUpperCase(),
        path,
        parameters: [...((shared ?? []) as JsonObject[]), ...((operation['parameters'] ?? []) as JsonObject[])],
        bodies: Object.fromEntries(
          Object.entries(content ?? {}).map(([media, one]) => [media, (one as JsonObject)['schema'] as JsonObject]),
        ),
        statuses: Object.keys(operation['responses'] as JsonObject),
      }
    }),
  )
  return { document, operations, check: createChecker(document), generator: createGenerator(document) }
}

const nameOf = ({ name }: JsonObject): string => (typeof name === 'string' ? name : '')

function schemaOf(parameter: JsonObject): JsonObject {
  const content = parameter['content'] as Record<string, JsonObject> | undefined
  return (content?.['application/json']?.['schema'] ?? parameter['schema']) as JsonObject
}

/** As the document says: JSON where it has a content, lists with commas. */
function write(parameter: JsonObject, value: Json): string {
  if (parameter['content']) return JSON.stringify(value)
  const text = (one: Json): string => (typeof one === 'string' ? one : JSON.stringify(one))
  return Array.isArray(value) ? value.map(text).join(',') : text(value)
}

/** Query parameters of an operation, without the place in a list: that comes from an answer. */
const queryOf = ({ parameters }: Operation): JsonObject[] =>
  parameters.filter((one) => one['in'] === 'query' && nameOf(one) !== 'cursor')

/** A few parameters at once. */
function queries(operation: Operation, { arbitrary }: Generator): fc.Arbitrary<string> {
  const [required, optional] = [true, false].map((is) =>
    queryOf(operation).filter((one) => (one['required'] === true) === is),
  )
  return fc
    .subarray(optional ?? [], { maxLength: Math.min(3, optional?.length ?? 0) })
    .chain((chosen) =>
      fc
        .tuple(
          ...[...(required ?? []), ...chosen].map((one) =>
            arbitrary(schemaOf(one)).map((value) => [nameOf(one), write(one, value)]),
          ),
        )
        .map((pairs) => new URLSearchParams(pairs as [string, string][]).toString()),
    )
}

function sample<T>(arbitrary: fc.Arbitrary<T>, seed: number, numRuns = SAMPLES): T[] {
  return fc.sample(arbitrary, { seed: SEED + seed, numRuns })
}

/** The least that a record of a collection must have. */
function leastOf(collection: string): JsonObject {
  return { title: 'A title', ...(collection === 'everything' ? { done: true, must: [1] } : {}) }
}

/** Makes a record as the owner and gives its id. */
async function newRecord(collection: string): Promise<string> {
  const path = `/api/dynamic/${projectId}/${collection}`
  const { status, body } = await owner.call<{ data: { id: string } }>('POST', path, leastOf(collection))
  expect(status).toBe(201)
  return body.data.id
}

/** Addresses of the whole project: tests of their own drive them. */
const WHOLE = ['changes', 'batch', 'graphql']
/** Those, and files. */
const isWhole = ({ id }: Operation): boolean => WHOLE.includes(id) || id.startsWith('import_')

const collectionOf = ({ path }: Operation): string => path.split('/')[4] ?? ''

/** Which statuses occurred, by operation: the test at the end looks whether any described one never does. */
const seen = new Map<string, Set<string>>()

async function send(
  caller: Caller,
  { operation, check }: { operation: Operation; check: AnswerChecker },
  {
    query = '',
    body,
    media,
    headers,
    id,
  }: { query?: string; body?: unknown; media?: string; headers?: Record<string, string>; id?: string },
) {
  const path = operation.path.replace(
    '{id}',
    id ?? (operation.path.includes('{id}') ? await newRecord(collectionOf(operation)) : ''),
  )
  const answer = await callers[caller](operation.method, query === '' ? path : `${path}?${query}`, body, {
    ...(media === undefined ? {} : { 'content-type': media }),
    ...headers,
  })
  const { status } = answer
  check({ method: operation.method, path, status, contentType: answer.headers.get('content-type'), body: answer.body })
  const statuses = seen.get(operation.id) ?? new Set()
  seen.set(operation.id, statuses.add(String(status)))
  return answer
}

/** Bodies that the document does not allow, near to one that it does. */
function wrongBodies({ fits }: Generator, schema: JsonObject, good: Json): Json[] {
  const one = (Array.isArray(good) ? good[0] : good) as JsonObject
  const wrongValues: Json[] = [
    null,
    true,
    -1,
    1e300,
    'x',
    'x'.repeat(70_000),
    [[]],
    {},
    [1, 1],
    '2026-13-45',
    'javascript:alert(1)',
    ['nope'],
  ]
  const changed = Object.keys({ ...one, title: '' }).flatMap((name) => [
    ...wrongValues.map((value) => ({ ...one, [name]: value })),
    Object.fromEntries(Object.entries(one).filter(([other]) => other !== name)),
  ])
  const all: Json[] = [
    null,
    12,
    'text',
    [],
    [[]],
    { ...one, unknown: 1 },
    { ...one, id: 'x' },
    { ...one, $where: '1' },
    ...changed,
  ]
  return all.filter((value) => !fits(schema, value))
}

describe.each(CALLERS)('the document of a %s', (caller) => {
  let described: Described
  const seed = CALLERS.indexOf(caller) * 10_000
  beforeAll(async () => {
    described = await describeFor(caller)
  })

  it('is accepted by a validator, and shows nothing of what is closed', async () => {
    expect(await new Validator().validate(structuredClone(described.document))).toMatchObject({ valid: true })
    const schemas = Object.keys((described.document['components'] as JsonObject)['schemas'] as JsonObject)
    const known = new Set(described.operations.map(collectionOf).filter((name) => !WHOLE.includes(name)))
    expect(new Set(schemas.map((name) => name.split('.')[0]).filter((name) => name !== 'Problem'))).toEqual(known)
    for (const [, reference] of JSON.stringify(described.document).matchAll(/"\$ref":"([^"]*)"/g))
      expect(resolve(described.document, { $ref: reference ?? '' })).toBeDefined()
  })

  it('is true: each operation takes what it describes and answers as described', async () => {
    for (const [i, operation] of described.operations.entries()) {
      const { check, generator } = described
      if (isWhole(operation)) continue
      const media = Object.keys(operation.bodies)
      const requests = sample(queries(operation, generator), seed + i)
      for (const [n, query] of requests.entries()) {
        const type = media[n % media.length]
        const schema = type === undefined ? undefined : operation.bodies[type]
        const [sampled] = schema ? sample(generator.arbitrary(schema), seed + i * 100 + n, 1) : []
        const body = query.includes('upsert=') ? recognisable(sampled) : sampled
        const answer = await send(
          caller,
          { operation, check },
          { query, ...(type === undefined ? {} : { media: type, body }) },
        )
        expect([operation.id, query, body, answer.status < 300, answer.body]).toEqual([
          operation.id,
          query,
          body,
          true,
          answer.body,
        ])
        if (schema && !Array.isArray(body)) expectKept(body as JsonObject, answer.body['data'] as JsonObject)
      }
    }
  })

  it('bodies that do not fit are refused, and nothing is made of them', async () => {
    for (const [i, operation] of described.operations.entries()) {
      const { check, generator } = described
      if (isWhole(operation)) continue
      for (const [media, schema] of Object.entries(operation.bodies)) {
        const [good] = sample(generator.arbitrary(schema), i, 1)
        const id = operation.path.includes('{id}') ? await newRecord(collectionOf(operation)) : undefined
        const before = await stateOf(collectionOf(operation))
        const wrong = wrongBodies(generator, schema, good ?? {})
        expect(wrong.length).toBeGreaterThan(10)
        for (const body of wrong) {
          const { status } = await send(
            caller,
            { operation, check },
            { media, body: JSON.stringify(body), ...(id === undefined ? {} : { id }) },
          )
          expect([operation.id, JSON.stringify(body).slice(0, 200), status]).toEqual([
            operation.id,
            JSON.stringify(body).slice(0, 200),
            400,
          ])
        }
        expect(await stateOf(collectionOf(operation))).toEqual(before)
      }
    }
  })

  it('names every operation that he has: all others of the owner are refused', async () => {
    const mine = new Set(described.operations.map(({ id }) => id))
    for (const operation of (await describeFor('owner')).operations) {
      if (mine.has(operation.id) || isWhole(operation)) continue
      const path = operation.path.replace('{id}', await newRecord('everything'))
      const isRead = operation.method === 'GET' || operation.method === 'DELETE'
      const body = isRead ? undefined : leastOf(collectionOf(operation))
      const { status } = await callers[caller](operation.method, path, body)
      expect([operation.id, status]).toEqual([
        operation.id,
        caller === 'anonymous' ? 401 : caller === 'stranger' ? 404 : 403,
      ])
    }
  })

  it('its stream opens for the named collections', async () => {
    const stream = described.operations.find(({ id }) => id === 'changes')
    const [names] = stream?.parameters.filter((one) => nameOf(one) === 'collections').map(schemaOf) ?? []
    const open = ((names?.['items'] as JsonObject | undefined)?.['enum'] ?? []) as string[]
    expect(open).toContain('everything')
    const headers = tokens[caller] === undefined ? {} : { authorization: `Bearer ${tokens[caller]}` }
    for (const name of Object.keys(RULES)) {
      const events = await openEvents(`${server.url}/api/dynamic/${projectId}/changes?collections=${name}`, headers)
      events.close()
      expect([name, events.status === 200]).toEqual([name, open.includes(name)])
    }
  })
})

/** What `upsert` needs to know which record is meant. */
function recognisable(body: unknown): unknown {
  if (Array.isArray(body)) return body.map((one: unknown, i) => ({ ...(one as JsonObject), code: `UPS-00000${i}` }))
  return { ...(body as JsonObject), code: 'UPS-000001' }
}

/** Everything that was sent is there, in the form in which it is answered. */
function expectKept(sent: JsonObject, answered: JsonObject): void {
  for (const [name, value] of Object.entries(sent)) {
    const got = answered[name]
    if (FIELDS[name]?.type === 'datetime' && typeof value === 'string')
      expect(Date.parse(got as string)).toBe(Date.parse(value))
    else expect([name, got]).toEqual([name, JSON.parse(JSON.stringify(value))])
  }
}

async function stateOf(collection: string): Promise<unknown> {
  return (await owner.call('GET', `/api/dynamic/${projectId}/${collection}?limit=200&sort=-updatedAt&count=exact`)).body
}

/** Texts of a parameter that its schema does not allow. */
function wrongTexts({ fits }: Generator, parameter: JsonObject): string[] {
  const schema = schemaOf(parameter)
  if (parameter['content'])
    return [
      '{',
      '[]',
      'null',
      '1',
      '{"$where":"1"}',
      '{"nothing":1}',
      '{"title":{"$gt":1}}',
      '{"title":{"gt":null}}',
      '{"and":[]}',
    ].filter((text) => text === '{' || !fits(schema, JSON.parse(text)))
  const item = (schema['type'] === 'array' ? schema['items'] : schema) as JsonObject
  const isNumber = item['type'] === 'integer' || item['type'] === 'number'
  return [
    'nothing',
    '-',
    '0',
    '1e999',
    '99999999',
    '2026-02-31x',
    '1970-01-01T00:00',
    'x'.repeat(4_001),
    '%',
    '\u0000',
  ].filter((text) => {
    // In an address everything is a text: what it means depends on the schema.
    const value = isNumber && text !== '' && !Number.isNaN(Number(text)) ? Number(text) : text
    return !fits(item, value)
  })
}

// More than a thousand requests, one after the other.
it('each parameter alone: what fits is taken, what does not is refused', { timeout: 120_000 }, async () => {
  const { operations, check, generator } = await describeFor('owner')
  const read = operations.filter(({ method, path }) => method === 'GET' && path.includes('/everything'))
  for (const [i, operation] of read.entries()) {
    const required = queryOf(operation).filter((one) => one['required'] === true)
    for (const parameter of queryOf(operation)) {
      const name = nameOf(parameter)
      const ask = async (value: string): Promise<unknown> => {
        const others = required.filter((one) => one !== parameter).map((one) => [nameOf(one), 'title'])
        const query = new URLSearchParams([...others, [name, value]] as [string, string][])
        const { status } = await send('owner', { operation, check }, { query: query.toString() })
        return [operation.id, name, value.slice(0, 80), status]
      }
      for (const value of sample(generator.arbitrary(schemaOf(parameter)), i, 2).map((one) => write(parameter, one)))
        expect(await ask(value)).toEqual([operation.id, name, value.slice(0, 80), 200])
      for (const wrong of wrongTexts(generator, parameter).slice(0, 4))
        expect(await ask(wrong)).toEqual([operation.id, name, wrong.slice(0, 80), 400])
    }
  }
})

it('every status that the owner’s document names really occurs', async () => {
  const { operations, check } = await describeFor('owner')
  const post = operations.find(({ id }) => id === 'create_everything')
  const good = leastOf('everything')
  for (const operation of operations) {
    if (isWhole(operation)) continue
    const at = { operation, check }
    const [media] = Object.keys(operation.bodies)
    const body = media === undefined ? {} : { media, body: leastOf(collectionOf(operation)) }
    const query = operation.id.startsWith('duplicates') ? 'field=title' : ''
    await send('owner', at, { query: 'env=nothing', ...body })
    await send('owner', at, { query, ...body, headers: { authorization: 'Bearer made.up.token' } })
    if (operation.path.includes('{id}')) await send('owner', at, { ...body, id: 'nothing' })
    if (media !== undefined) {
      await send('owner', at, { media: 'text/plain', body: 'x' })
      await send('owner', at, { media, body: `{"title":"${'x'.repeat(9_000_000)}"}` })
    }
    if (operation.statuses.includes('412')) await send('owner', at, { ...body, headers: { 'if-match': '"other"' } })
    if (operation.id === 'read_everything') {
      const id = await newRecord('everything')
      const { headers } = await send('owner', at, { id })
      await send('owner', at, {
        id,
        headers: {
          'if-none-match': headers.get('etag') ?? '',
          // Or fetch itself would forbid it.
          'cache-control': 'max-age=0',
        },
      })
    }
  }
  if (!post) throw new Error('no create')
  for (const title of ['Ab', 'Cd'])
    await send('owner', { operation: post, check }, { body: { ...good, title }, headers: { 'idempotency-key': 'k' } })
  const taken = { ...good, code: 'AAA-000001' }
  for (let i = 0; i < 2; i++) await send('owner', { operation: post, check }, { body: taken })
  for (const operation of operations.filter(({ path }) => path.includes('/everything') && path.includes('{id}')))
    if (operation.bodies['application/json'])
      await send('owner', { operation, check }, { media: 'application/json', body: taken })
  const never: string[] = []
  const tried = operations.filter((one) => one.path.includes('/everything') && !isWhole(one))
  for (const { id, statuses, path } of tried) {
    // Refusals by rules are the other callers'; limits are switched off here; removing twice at once is a race.
    const others = ['403', '404', '429', ...(id.startsWith('delete') ? ['409'] : [])]
    for (const status of statuses)
      if (!others.includes(status) && seen.get(id)?.has(status) !== true) never.push(`${id} ${path} ${status}`)
  }
  expect(never).toEqual([])
})

it('the draft’s document says that the environment must be named, and works', async () => {
  const { operations, check, document } = await describeFor('editor', '?env=draft')
  expect(document['security']).toEqual([{ bearer: [] }, { apiKey: [] }])
  for (const operation of operations.filter(({ id }) => id.startsWith('list_'))) {
    const env = operation.parameters.find((one) => nameOf(one) === 'env')
    expect(env).toMatchObject({ required: true, schema: { enum: ['draft'] } })
    expect((await send('editor', { operation, check }, { query: 'env=draft' })).status).toBe(200)
  }
})

it('pages follow each other to the end', async () => {
  const { operations, check } = await describeFor('owner')
  const operation = operations.find(({ id }) => id === 'list_everything')
  if (!operation) throw new Error('no list')
  const ids: unknown[] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = new URLSearchParams({ limit: '50', sort: '-price,moment', ...(cursor === '' ? {} : { cursor }) })
    const { status, body } = await send('owner', { operation, check }, { query: query.toString() })
    expect(status).toBe(200)
    ids.push(...(body['data'] as { id: string }[]).map(({ id }) => id))
    const { meta } = body
    cursor = isObject(meta) && typeof meta['nextCursor'] === 'string' ? meta['nextCursor'] : null
  }
  const { body } = await owner.call<{ meta: { count: number } }>('GET', `${operation.path}?count=exact&limit=1`)
  expect([ids.length, new Set(ids).size]).toEqual([body.meta.count, body.meta.count])
})
