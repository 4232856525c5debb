import { seededRandom } from '@axiom/shared/document/chance'
import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { parseModels } from '@axiom/shared/document/parseModels'
import { FIELD_TYPES } from '@axiom/shared/document/parseModels'
import { isObject, type JsonObject } from '@axiom/shared/json'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { createChecker } from '../../../test/checkAnswer.ts'
import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { createGenerator } from '../../../test/fromSchema.ts'
import { mangle, sendRaw, type WireRequest } from '../../../test/mangle.ts'

/** Another seed, or another number of requests, from the environment: `npm test` sends 10,000. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_121)
const REQUESTS = Number(process.env['FUZZ_REQUESTS'] ?? 2_000)
const AT_ONCE = 12

let server: TestServer
let owner: Client
let other: Client
let projectId: string
let otherId: string

async function newProject(client: Client): Promise<string> {
  const { body } = await client.call<{ id: string }>('POST', '/api/projects', { name: 'Shop', template: 'blank' })
  await server.edit(body.id, (doc, origin) => {
    for (const name of ['things', 'others']) {
      const modelId = addModel(doc, { name }, origin)
      addField(doc, { modelId, name: 'title', type: 'text', constraints: { required: true } }, origin)
      addField(doc, { modelId, name: 'a_code', type: 'text', constraints: { unique: true } }, origin)
      for (const type of FIELD_TYPES)
        addField(
          doc,
          { modelId, name: `a_${type}`.toLowerCase(), type, options: type === 'select' ? ['New', 'Done'] : [] },
          origin,
        )
    }
  })
  for (const name of ['things', 'others'])
    for (const title of ['one', 'two', 'three'])
      expect((await client.call('POST', `/api/dynamic/${body.id}/${name}`, { title })).status).toBe(201)
  return body.id
}

beforeAll(async () => {
  server = await createTestServer()
  ;[owner, other] = [await server.register('Owner'), await server.register('Other')]
  ;[projectId, otherId] = [await newProject(owner), await newProject(other)]
})
afterAll(() => server.close())

/** Requests that are right, as the document describes them. */
async function goodRequests(document: JsonObject): Promise<WireRequest[]> {
  const { arbitrary } = createGenerator(document)
  const schemas = (document['components'] as JsonObject)['schemas'] as Record<string, JsonObject>
  const make = (name: string): JsonObject[] =>
    fc.sample(arbitrary(schemas[name] ?? {}), { seed: SEED, numRuns: 30 }).filter(isObject) as JsonObject[]
  const base = `/api/dynamic/${projectId}/things`
  const { body } = await owner.call<{ data: { id: string }[] }>('GET', base)
  const ids = body.data.map(({ id }) => id)
  const headers = { authorization: `Bearer ${owner.session.accessToken}`, 'content-type': 'application/json' }
  const request = (method: string, path: string, value?: unknown): WireRequest => ({
    method,
    path,
    headers: { ...headers },
    body: value === undefined ? null : Buffer.from(JSON.stringify(value)),
  })
  const id = (i: number): string => ids[i % ids.length] ?? ''
  return [
    ...make('things.filter').map((filter) =>
      request('GET', `${base}?filter=${encodeURIComponent(JSON.stringify(filter))}`),
    ),
    ...make('things.create').flatMap((value, i) => [
      request('POST', base, i % 2 ? value : [value, value]),
      request('PUT', `${base}/${id(i)}`, value),
    ]),
    ...make('things.patch').map((value, i) => request('PATCH', `${base}/${id(i)}`, value)),
    request('GET', `${base}?sort=-a_number,title&limit=5&fields=title,a_json&count=exact&search=one`),
    request('GET', `${base}?title[contains]=o&a_integer[gte]=1&a_datetime[lt]=2026-01-01T00:00:00Z&page=2`),
    request('GET', `${base}/aggregate?groupBy=a_select,title&sum=a_number&min=a_date&countDistinct=a_json`),
    request('GET', `${base}/duplicates?field=title`),
    request('GET', `${base}/${id(0)}`),
    request('DELETE', `${base}/nothing`),
    request('GET', `/api/dynamic/${projectId}/changes?collections=things`),
    ...make('things.create').flatMap((value, i) => [
      request('POST', `/api/dynamic/${projectId}/batch`, {
        operations: [
          { operation: 'create', collection: 'things', data: value },
          { operation: 'update', collection: 'things', id: id(i), data: value },
          { operation: 'delete', collection: 'things', id: 'nothing' },
        ].slice(0, (i % 3) + 1),
      }),
      request('POST', `${base}?upsert=a_code`, { ...value, a_code: `c${i}` }),
      request('POST', `${base}/import?format=json&dryRun=${i % 2 === 0}`, [value, value]),
    ]),
    ...['csv', 'json', 'ndjson'].map((format) => request('GET', `${base}/export?format=${format}&title[contains]=o`)),
    {
      ...request('POST', `${base}/import?upsert=a_code`),
      headers: { ...headers, 'content-type': 'text/csv' },
      body: Buffer.from('title,a_code,a_number,a_multiselect\r\n"one, two",x1,-1.5,"a; b"\r\n=1+1,x2,,\r\n'),
    },
    request('GET', `/api/dynamic/${projectId}/openapi.json`),
  ]
}

/** Everything that the requests are not meant for. */
async function surroundings(): Promise<unknown> {
  const all = (client: Client, path: string) => client.call('GET', path).then(({ body }) => body)
  return Promise.all([
    all(owner, `/api/dynamic/${projectId}/others?limit=200`),
    all(owner, `/api/projects/${projectId}`),
    all(owner, `/api/projects/${projectId}/members`),
    all(other, `/api/dynamic/${otherId}/things?limit=200`),
    all(other, `/api/dynamic/${otherId}/others?limit=200`),
    all(owner, '/api/projects'),
    all(other, '/api/projects'),
    server.edit(projectId, parseModels),
    server.edit(otherId, parseModels),
  ])
}

it(`${REQUESTS} requests spoilt by seed ${SEED} break nothing and disturb nobody`, { timeout: 180_000 }, async () => {
  const { body: document } = await owner.call<JsonObject>('GET', `/api/dynamic/${projectId}/openapi.json`)
  const check = createChecker(document)
  const good = await goodRequests(document)
  const before = await surroundings()
  const random = seededRandom(SEED)
  const isDescribed = (path: string): boolean =>
    /^things(\/[\w-]+)?(\?|$)/.test(path.replace(`/api/dynamic/${projectId}/`, ''))
  const statuses = new Map<number, number>()
  const requests = Array.from({ length: REQUESTS }, () =>
    mangle(good[Math.floor(random() * good.length)] as WireRequest, random),
  )
  let next = 0
  const attack = async (): Promise<void> => {
    for (let i = next++; i < requests.length; i = next++) {
      const spoilt = requests[i] as WireRequest
      const { status, contentType, text } = await sendRaw(server.port, spoilt)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      try {
        expect(status).toBeLessThan(500)
        if (spoilt.method === 'HEAD' || !/[/+]json\b/.test(contentType ?? '')) continue
        const body: unknown = JSON.parse(text)
        if (status >= 400)
          expect(body).toMatchObject({
            status,
            code: expect.any(String) as string,
            title: expect.any(String) as string,
          })
        // Spoilt addresses are none of the document's, and who asks is looked at before what.
        if (status !== 401 && isDescribed(spoilt.path))
          check({ method: spoilt.method, path: spoilt.path, status, contentType, body })
      } catch (error) {
        next = requests.length
        const told = JSON.stringify({ ...spoilt, body: spoilt.body?.toString('latin1') }).slice(0, 1_000)
        throw new Error(`seed ${SEED}, request ${i}: ${told} answered ${status} ${text.slice(0, 300)}`, {
          cause: error,
        })
      }
    }
  }
  let attacked = false
  let served = 0
  const bystander = async (): Promise<void> => {
    for (; !attacked; served++)
      expect((await other.call('GET', `/api/dynamic/${otherId}/things?limit=1`)).status).toBe(200)
  }
  const watching = bystander()
  await Promise.all(Array.from({ length: AT_ONCE }, attack)).finally(() => (attacked = true))
  await watching
  expect(served).toBeGreaterThan(50)
  expect(await surroundings()).toEqual(before)
  // The attack was neither harmless nor refused at the door.
  expect(statuses.get(200)).toBeGreaterThan(REQUESTS / 50)
  expect(statuses.get(400)).toBeGreaterThan(REQUESTS / 10)
  for (const status of [201, 401, 404, 405, 412, 415])
    expect([status, statuses.get(status) ?? 0]).not.toEqual([status, 0])
})

it('what was stored meanwhile is as the document says', async () => {
  const { body: document } = await owner.call<JsonObject>('GET', `/api/dynamic/${projectId}/openapi.json`)
  const check = createChecker(document)
  for (let cursor: unknown = ''; typeof cursor === 'string';) {
    const path = `/api/dynamic/${projectId}/things?limit=200${cursor === '' ? '' : `&cursor=${cursor}`}`
    const { status, headers, body } = await owner.call<{ meta: { nextCursor: unknown } }>('GET', path)
    check({ method: 'GET', path, status, contentType: headers.get('content-type'), body })
    expect(status).toBe(200)
    cursor = body.meta.nextCursor
  }
})
