import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { type Client, createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { type RawAnswer, rawRequest } from '../../../test/rawRequest.ts'

let server: TestServer
let owner: Client
let base: string
let id: string

beforeAll(async () => {
  server = await createTestServer()
  owner = await server.register('Owner')
  const { body } = await owner.call<{ id: string }>('POST', '/api/projects', { name: 'Shop', template: 'orders' })
  base = `/api/dynamic/${body.id}`
  const order = { customer: 'A', product: 'B', quantity: 1 }
  id = (await owner.call<{ data: { id: string } }>('POST', `${base}/orders`, order)).body.data.id
})
afterAll(() => server.close())

const ask = (method: string, path: string, headers: Record<string, string> = {}): Promise<RawAnswer> => {
  const authorization = `Bearer ${owner.session.accessToken}`
  return rawRequest({ port: server.port, path: base + path, method, headers: { authorization, ...headers } })
}
const allowed = ({ headers }: RawAnswer): string[] => String(headers['allow']).split(', ').sort()

const ALLOWED: [path: string, methods: string[]][] = [
  ['/openapi.json', ['GET', 'HEAD']],
  ['/docs', ['GET', 'HEAD']],
  ['/changes', ['GET', 'HEAD']],
  ['/orders', ['GET', 'HEAD', 'POST']],
  ['/orders/aggregate', ['GET', 'HEAD']],
  ['/orders/duplicates', ['GET', 'HEAD']],
  ['/orders/ID', ['DELETE', 'GET', 'HEAD', 'PATCH', 'PUT']],
]

describe.each(ALLOWED)('methods of %s', (template, methods) => {
  const path = (): string => template.replace('ID', id)

  it('are told by OPTIONS', async () => {
    const answer = await ask('OPTIONS', path())
    expect([answer.status, answer.text]).toEqual([204, ''])
    expect(allowed(answer)).toEqual(methods)
  })

  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'].filter((method) => !methods.includes(method)))(
    'others are refused with what is allowed: %s',
    async (method) => {
      const answer = await ask(method, path(), { 'content-type': 'application/json', 'content-length': '0' })
      expect(answer.status).toBe(405)
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'method_not_allowed', status: 405 })
      expect(allowed(answer)).toEqual(methods)
    },
  )
})

describe('HEAD', () => {
  it('answers like GET without the body', async () => {
    for (const path of ['/orders', `/orders/${id}`, '/openapi.json', '/orders/aggregate']) {
      const [head, get] = [await ask('HEAD', path), await ask('GET', path)]
      expect([head.status, head.text]).toEqual([get.status, ''])
      for (const name of ['content-type', 'content-length', 'etag'])
        expect([path, name, head.headers[name]]).toEqual([path, name, get.headers[name]])
    }
    expect((await ask('HEAD', '/orders/nothing')).status).toBe(404)
  })
})

it('a JSON patch is no merge patch', async () => {
  const patch = (type: string, body: unknown) =>
    owner.call('PATCH', `${base}/orders/${id}`, body, { 'content-type': type })
  expect((await patch('application/merge-patch+json', { quantity: 2 })).status).toBe(200)
  expect((await patch('application/json-patch+json', [{ op: 'remove', path: '/quantity' }])).status).toBe(415)
})

it('an unchanged record is not sent again', async () => {
  const first = await ask('GET', `/orders/${id}`)
  const again = await ask('GET', `/orders/${id}`, { 'if-none-match': String(first.headers['etag']) })
  expect([again.status, again.text]).toEqual([304, ''])
})
