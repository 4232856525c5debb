import type { Challenge } from '@axiom/shared/contracts/proofs'
import { addField } from '@axiom/shared/document/operations/addField'
import { addModel } from '@axiom/shared/document/operations/addModel'
import { setModelProof, setModelRule } from '@axiom/shared/document/operations/setModelRule'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type Answer, type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { proofHeader, solve } from '../../../test/proof.ts'
import { registerVisitor } from '../../../test/visitor.ts'

let server: TestServer
let owner: Client
let project: { id: string; slug: string }
/** Ahead of the store, which removes what has expired by its own clock. */
let time = Date.parse('2100-03-01T12:00:00Z')

beforeAll(async () => {
  server = await createTestServer({ now: () => time++ })
  owner = await server.register('Owner')
  project = (await owner.call<typeof project>('POST', '/api/projects', { name: 'Shop', template: 'blank' })).body
  const modelId = await server.edit(project.id, (doc, origin) => {
    const [guarded = '', ...others] = ['letters', 'notes', 'inner'].map((name) => addModel(doc, { name }, origin))
    for (const model of [guarded, ...others]) {
      addField(doc, { modelId: model, name: 'code', type: 'text', constraints: { unique: true, maxLength: 9 } }, origin)
      setModelProof(doc, { id: model, isAsked: true }, origin)
    }
    for (const operation of ['list', 'create', 'update'] as const)
      setModelRule(doc, { id: guarded, operation, audience: 'public' }, origin)
    setModelRule(doc, { id: others[0] ?? '', operation: 'create', audience: 'public' }, origin)
    return others[1]
  })
  const own = { name: 'Write', method: 'POST', path: '/write', modelId, operation: 'create', auth: 'public' }
  await owner.call('POST', `/api/projects/${project.id}/apis`, own)
  await owner.call('POST', `/api/projects/${project.id}/publish`, {})
})
afterAll(() => server.close())

const at = (path: string): string => `/api/dynamic/${project.id}/${path}`
const records = async (): Promise<unknown[]> =>
  (await owner.call<{ data: unknown[] }>('GET', at('letters?limit=200'))).body.data

async function proof(collection = 'letters'): Promise<Record<string, string>> {
  const { status, body } = await server.anonymous<Challenge>('GET', at(`${collection}/challenge`))
  expect(status).toBe(200)
  return proofHeader(await solve(body))
}

type Send = (headers?: Record<string, string>) => Promise<Answer>
let codes = 0
const values = (): { code: string } => ({ code: `c${++codes}` })
const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  server.anonymous('POST', at(path), body, headers)
const mutation = (call: string, headers: Record<string, string> = {}): Promise<Answer> =>
  post('graphql', { query: `mutation { ${call} }` }, headers)

/** Each way of making one record. */
const WAYS: Record<string, Send> = {
  'a record': (headers) => post('letters', values(), headers),
  'a list': (headers) => post('letters', [values()], headers),
  'an upsert': (headers) => post('letters?upsert=code', values(), headers),
  'a batch': (headers) =>
    post('batch', { operations: [{ operation: 'create', collection: 'letters', data: values() }] }, headers),
  'an upsert in a batch': (headers) =>
    post(
      'batch',
      { operations: [{ operation: 'upsert', collection: 'letters', field: 'code', data: values() }] },
      headers,
    ),
  'a file': (headers) =>
    server.anonymous('POST', at('letters/import'), `code\n${values().code}\n`, {
      'content-type': 'text/csv',
      ...headers,
    }),
  GraphQL: (headers) => mutation(`create_letters(data: {code: "${values().code}"}) { id }`, headers),
  'a list in GraphQL': (headers) =>
    mutation(`create_many_letters(data: [{code: "${values().code}"}]) { count }`, headers),
}

/** The code of a refusal, be it one of REST or in an answer of GraphQL. */
function codeOf({ body }: Answer): unknown {
  const { errors, code } = body as { code?: string; errors?: { extensions?: { code: string } }[] }
  return code ?? errors?.[0]?.extensions?.code
}

describe('a collection that asks visitors for a proof of work', () => {
  it.each(Object.keys(WAYS))('takes %s with one, once, and none without', async (way) => {
    const send = WAYS[way] as Send
    const before = (await records()).length
    expect(codeOf(await send())).toBe('proof_refused')
    const solved = await proof()
    expect(codeOf(await send(solved))).toBeUndefined()
    expect(codeOf(await send(solved))).toBe('proof_refused')
    expect((await records()).length).toBe(before + 1)
  })

  it('takes one record for a proof, however they are sent', async () => {
    const before = await records()
    const two = [values(), values()]
    const operations = two.map((data) => ({ operation: 'create', collection: 'letters', data }))
    const file = two.map(({ code }) => JSON.stringify({ code })).join('\n')
    const asked: Send[] = [
      (headers) => post('letters', two, headers),
      (headers) => post('letters?upsert=code', two, headers),
      (headers) => post('batch', { operations }, headers),
      (headers) =>
        server.anonymous('POST', at('letters/import'), file, { 'content-type': 'application/x-ndjson', ...headers }),
    ]
    for (const send of asked) {
      const answer = await send(await proof())
      expect([answer.status, codeOf(answer)]).toEqual([403, 'proof_refused'])
    }
    expect(await records()).toEqual(before)
  })

  it('of several that use one at the same moment takes one', async () => {
    const solved = await proof()
    const answers = await Promise.all([1, 2, 3, 4].map(() => post('letters', values(), solved)))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 403, 403, 403])
  })

  it('lets a mistake cost nothing: neither wrong values, nor a taken one, nor a dry run', async () => {
    const solved = await proof()
    const known = values()
    expect((await post('letters', known, await proof())).status).toBe(201)
    expect((await post('letters', { code: 'far too long' }, solved)).status).toBe(400)
    expect((await post('letters', known, solved)).status).toBe(409)
    const file = { 'content-type': 'text/csv', ...solved }
    expect((await server.anonymous('POST', at('letters/import?dryRun=true'), 'code\nx\n', file)).status).toBe(200)
    expect((await post('letters', values(), solved)).status).toBe(201)
  })

  it('answers a repeat under its key without another proof, also at the same time', async () => {
    const [data, key] = [values(), { 'idempotency-key': 'k1' }]
    const headers = { ...key, ...(await proof()) }
    const answers = await Promise.all([1, 2, 3].map(() => post('letters', data, headers)))
    answers.push(await post('letters', data, key))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201])
    expect(new Set(answers.map(({ body }) => (body['data'] as { id: string }).id)).size).toBe(1)
  })

  it('asks for none where a record is changed', async () => {
    const data = values()
    const { body } = await post('letters', data, await proof())
    expect((await post('letters?upsert=code', data)).status).toBe(200)
    const { id } = body['data'] as { id: string }
    expect((await server.anonymous('PATCH', at(`letters/${id}`), values())).status).toBe(200)
  })

  it('takes no proof that is forged, too old, or of another collection', async () => {
    const [, payload = ''] = Object.entries(await proof())[0] ?? []
    const { challenge, solution } = JSON.parse(Buffer.from(payload, 'base64').toString()) as {
      challenge: Challenge
      solution: { counter: number }
    }
    const forged = proofHeader({ challenge, solution: { ...solution, counter: solution.counter + 1 } })
    const old = await proof()
    time += 11 * 60_000
    for (const headers of [forged, old, await proof('notes')]) {
      const answer = await post('letters', values(), headers)
      expect([answer.status, codeOf(answer)]).toEqual([403, 'proof_refused'])
    }
    for (const header of ['x', '{}', 'A'.repeat(9_000), proofHeader({ challenge })['axiom-proof'] ?? ''])
      expect((await post('letters', values(), { 'axiom-proof': header })).status).toBe(400)
  })

  it('asks members, API keys and app users for none', async () => {
    expect((await owner.call('POST', at('letters'), [values(), values()])).status).toBe(201)
    const { body } = await owner.call<{ secret: string }>('POST', `/api/projects/${project.id}/api-keys`, {
      name: 'Till',
      scopes: ['write:*'],
    })
    const bearer = { authorization: `Bearer ${body.secret}` }
    expect((await post('letters', values(), bearer)).status).toBe(201)
    const settings = { registration: 'open', verifyEmail: false, roles: [] }
    await owner.call('PUT', `/api/projects/${project.id}/app-user-settings`, settings)
    const visitor = await registerVisitor(server, project.slug, 'Vera')
    expect((await visitor.call('POST', at('letters'), values())).status).toBe(201)
  })

  it('guards endpoints that people made, and gives challenges only to who may make records somehow', async () => {
    const send: Send = (headers) => post('write', values(), headers)
    expect(codeOf(await send())).toBe('proof_refused')
    expect((await send(await proof('inner'))).status).toBe(201)
    expect((await server.anonymous('GET', at('nothing/challenge'))).status).toBe(404)
    await server.edit(project.id, (doc, origin) => addModel(doc, { name: 'closed' }, origin))
    await owner.call('POST', `/api/projects/${project.id}/publish`, {})
    expect((await server.anonymous('GET', at('closed/challenge'))).status).toBe(401)
    expect((await owner.call('GET', at('closed/challenge'))).status).toBe(404)
  })

  it('is described so to visitors, and without it to those who need none', async () => {
    type Document = { paths: Record<string, { post?: { parameters?: { name: string }[] } }> }
    const seen = async (call: Client['call']) => {
      const { paths } = (await call<Document>('GET', at('openapi.json'))).body
      const names = paths[at('letters')]?.post?.parameters?.map(({ name }) => name) ?? []
      return [at('letters/challenge') in paths, names.includes('Axiom-Proof')]
    }
    expect(await seen(server.anonymous)).toEqual([true, true])
    expect(await seen(owner.call)).toEqual([false, false])
  })
})
