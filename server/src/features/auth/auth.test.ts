import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import { createTestServer, type Client, type TestServer } from '../../../test/createTestServer.ts'

let server: TestServer
/** Ahead of the store, which removes what has expired by its own clock. */
let time = Date.parse('2100-01-01T00:00:00Z')

beforeAll(async () => {
  server = await createTestServer({ now: () => time })
})
afterAll(() => server.close())

const refresh = (cookie: string, headers: Record<string, string> = {}) =>
  server.anonymous('POST', '/api/auth/refresh', undefined, { cookie, ...headers })
const cookieOf = (answer: { headers: Headers }): string => answer.headers.get('set-cookie')?.split(';')[0] ?? ''

describe('accounts and sessions', () => {
  it('makes the first account the administrator, and says when an address is taken', async () => {
    const first = await server.register('First')
    expect(first.session.user.role).toBe('admin')
    const second = await server.register('Second')
    expect(second.session.user.role).toBe('user')
    const again = await server.anonymous('POST', '/api/auth/register', {
      name: 'X',
      email: 'FIRST@example.com',
      password: 'another password',
    })
    expect(again).toMatchObject({ status: 409, body: { code: 'email_taken' } })
  })

  it('rotates the refresh token; a stolen old one ends the session, a twin does not', async () => {
    const { cookie } = await server.register('Rota')
    const next = await refresh(cookie)
    expect(next.status).toBe(200)
    expect(cookieOf(next)).not.toBe(cookie)
    // Two tabs refreshed at once: the second still holds the old cookie.
    expect((await refresh(cookie)).status).toBe(200)
    time += 60_000
    expect((await refresh(cookie)).body).toMatchObject({ code: 'session_ended' })
    expect((await refresh(cookieOf(next))).status).toBe(401)
  })

  it('ends no session for a made-up cookie that only knows its id', async () => {
    const { cookie, call } = await server.register('Garbage')
    const [name = '', value = ''] = cookie.split('=')
    const [id = '', , mark = ''] = value.split('.')
    for (const forged of [
      `${id}`,
      `${id}.x`,
      `${id}.nonsense.nonsense`,
      `${id}.x.${mark}`,
      `${id}.ü.${'ü'.repeat(43)}`,
    ])
      expect((await refresh(`${name}=${encodeURI(forged)}`)).body).toMatchObject({ code: 'session_ended' })
    expect((await call('GET', '/api/auth/me')).status).toBe(200)
    expect((await refresh(cookie)).status).toBe(200)
  })

  it('takes the life of an access token from the server’s clock', async () => {
    const { call } = await server.register('Clock')
    expect((await call('GET', '/api/auth/me')).status).toBe(200)
    time += 16 * 60_000
    expect((await call('GET', '/api/auth/me')).body).toMatchObject({ code: 'token_expired' })
  })

  it('refuses the access token of an ended session after a restart too', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'axiom-auth-'))
    onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
    const first = await createTestServer({ dataDir })
    const [gone, stays] = [await first.register('Gone'), await first.register('Stays')]
    const headers = { cookie: gone.cookie, 'x-csrf-token': gone.session.csrfToken }
    expect((await first.anonymous('POST', '/api/auth/logout', undefined, headers)).status).toBe(204)
    await first.close()
    const second = await createTestServer({ dataDir })
    onTestFinished(() => second.close())
    const me = ({ session }: Client) =>
      second.anonymous('GET', '/api/auth/me', undefined, { authorization: `Bearer ${session.accessToken}` })
    expect((await me(gone)).body).toMatchObject({ code: 'session_ended' })
    expect((await me(stays)).status).toBe(200)
  })

  it('refuses other origins and two cookies of one name before anything changes', async () => {
    const { cookie } = await server.register('Orig')
    expect((await refresh(cookie, { origin: 'http://evil.example' })).body).toMatchObject({
      status: 403,
      code: 'bad_origin',
    })
    expect((await refresh(cookie, { 'sec-fetch-site': 'same-site' })).status).toBe(403)
    expect((await refresh(`${cookie}; ${cookie}`)).status).toBe(401)
    expect((await refresh(cookie)).status).toBe(200)
  })

  it('answers a wrong password and an unknown account alike, and slows guessing down', async () => {
    await server.register('Guess')
    const attempt = (email: string) =>
      server.anonymous('POST', '/api/auth/login', { email, password: 'wrong password' })
    const [known, unknown] = [await attempt('guess@example.com'), await attempt('nobody@example.com')]
    expect(known.body).toMatchObject({ status: 401, code: 'invalid_credentials' })
    expect(unknown.body['title']).toBe(known.body['title'])
    for (let i = 0; i < 5; i++) await attempt('guess@example.com')
    const blocked = await attempt('guess@example.com')
    expect(blocked.status).toBe(429)
    expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(0)
  })

  it('ends the access token with the session', async () => {
    const client = await server.register('Leaves')
    const out = await server.anonymous('POST', '/api/auth/logout', undefined, {
      cookie: client.cookie,
      'x-csrf-token': client.session.csrfToken,
    })
    expect(out.status).toBe(204)
    expect((await client.call('GET', '/api/auth/me')).body).toMatchObject({ code: 'session_ended' })
  })

  it('gives bad input a clear 400', async () => {
    const post = (body: unknown) => server.anonymous('POST', '/api/auth/login', body)
    expect((await post('{')).body).toMatchObject({ status: 400, code: 'invalid_json' })
    expect((await post({ email: { $gt: '' }, password: 'x' })).body).toMatchObject({ code: 'invalid_input' })
    expect((await post('{"__proto__": {"a": 1}}')).status).toBe(400)
    expect((await post(`${'['.repeat(500)}${']'.repeat(500)}`)).status).toBe(400)
    expect(
      (await server.anonymous('GET', '/api/auth/me', undefined, { authorization: 'Bearer nonsense' })).status,
    ).toBe(401)
  })

  it('makes one administrator of several first accounts at once', async () => {
    const fresh = await createTestServer()
    try {
      const roles = (await Promise.all(['A', 'B', 'C', 'D'].map((name) => fresh.register(name)))).map(
        (client) => client.session.user.role,
      )
      expect(roles.filter((role) => role === 'admin')).toHaveLength(1)
    } finally {
      await fresh.close()
    }
  })

  it('counts guesses that are sent at once', async () => {
    await server.register('Parallel')
    const attempt = () =>
      server.anonymous('POST', '/api/auth/login', { email: 'parallel@example.com', password: 'wrong password' })
    const answers = await Promise.all(Array.from({ length: 12 }, attempt))
    expect(answers.filter((answer) => answer.status === 429).length).toBeGreaterThanOrEqual(6)
  })

  it('reads all of a long password', async () => {
    const long = 'x'.repeat(80)
    const register = { name: 'Long', email: 'long@example.com', password: `${long}abcd1` }
    expect((await server.anonymous('POST', '/api/auth/register', register)).status).toBe(201)
    expect(
      (await server.anonymous('POST', '/api/auth/login', { email: register.email, password: `${long}abcd2` })).status,
    ).toBe(401)
    expect(
      (await server.anonymous('POST', '/api/auth/login', { email: register.email, password: register.password }))
        .status,
    ).toBe(200)
  })
})
