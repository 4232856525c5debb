import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { createTestServer, type TestServer } from '../../../test/createTestServer.ts'
import { type RawAnswer, rawRequest } from '../../../test/rawRequest.ts'
import { readEnv } from '../../env.ts'

const SHOP = 'https://shop.example'

describe('pages of other origins', () => {
  let server: TestServer
  beforeAll(async () => {
    server = await createTestServer({ env: { CORS_ORIGINS: `${SHOP}, https://other.example` } })
  })
  afterAll(() => server.close())

  const ask = (method: string, path: string, headers: Record<string, string>): Promise<RawAnswer> =>
    rawRequest({ port: server.port, path, method, headers })
  const preflight = (origin: string, path = '/api/dynamic/shop/orders'): Promise<RawAnswer> =>
    ask('OPTIONS', path, { origin, 'access-control-request-method': 'PATCH' })

  it('that are listed may call, and read errors and our own headers', async () => {
    const before = await preflight(SHOP)
    expect(before.status).toBe(204)
    expect(before.headers).toMatchObject({
      'access-control-allow-origin': SHOP,
      'access-control-allow-methods': expect.stringContaining('PATCH') as string,
      'access-control-allow-headers': expect.stringMatching(/Authorization.*If-Match.*Idempotency-Key/) as string,
      vary: expect.stringContaining('Origin') as string,
    })
    const { status, headers } = await ask('GET', '/api/dynamic/shop/orders', { origin: SHOP })
    expect(status).toBe(404)
    expect(headers['access-control-allow-origin']).toBe(SHOP)
    expect(headers['access-control-expose-headers']).toContain('ETag')
  })

  it('never come with cookies', async () => {
    expect((await preflight(SHOP)).headers['access-control-allow-credentials']).toBeUndefined()
    const cookie = { origin: SHOP, cookie: 'axiom-refresh=x' }
    expect((await ask('POST', '/api/auth/refresh', cookie)).status).toBe(403)
  })

  it.each(['https://evil.example', 'null', 'https://shop.example.evil.example', 'http://shop.example', `${SHOP}:444`])(
    'that are not listed may not: %s',
    async (origin) => {
      expect((await preflight(origin)).headers['access-control-allow-origin']).toBeUndefined()
      const { headers } = await ask('GET', '/api/dynamic/shop/orders', { origin })
      expect(headers['access-control-allow-origin']).toBeUndefined()
      expect(headers['vary']).toContain('Origin')
    },
  )

  it('get no pages of the editor', async () => {
    expect((await ask('GET', '/health', { origin: SHOP })).headers['access-control-allow-origin']).toBeUndefined()
  })
})

it('without a list nobody may call; with * everybody', async () => {
  const [closed, open] = [await createTestServer(), await createTestServer({ env: { CORS_ORIGINS: '*' } })]
  const headers = { origin: SHOP }
  const answer = await rawRequest({ port: closed.port, path: '/api/dynamic/x/y', headers })
  expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  const opened = await rawRequest({ port: open.port, path: '/api/dynamic/x/y', headers })
  expect(opened.headers['access-control-allow-origin']).toBe('*')
  await Promise.all([closed.close(), open.close()])
})

it.each(['shop.example', 'https://shop.example/', 'https://*.example'])('%s is no origin: start is refused', (item) => {
  if (item.includes('*.')) expect(readEnv({ CORS_ORIGINS: item }).CORS_ORIGINS).toEqual([item])
  else expect(() => readEnv({ CORS_ORIGINS: item })).toThrow('CORS_ORIGINS')
})
