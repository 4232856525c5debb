import { expect, it, vi } from 'vitest'

import { fetchJson } from './fetchJson.ts'

function answers(status: number, body: unknown): void {
  const headers = { 'content-type': 'application/problem+json' }
  vi.spyOn(globalThis, 'fetch').mockImplementation(async () => new Response(JSON.stringify(body), { status, headers }))
}

it.each([401, 403])('a visitor who may not see something (%i) is told so in words for visitors', async (status) => {
  answers(status, { title: 'Sign in first, or send a valid access token.', code: 'unauthenticated' })
  expect(await fetchJson('GET', '/api/dynamic/p/orders')).toEqual({
    status,
    body: { title: 'This is not open to visitors.', code: 'unauthenticated' },
  })
})

it('any other answer is what the server says', async () => {
  answers(401, { title: 'Email or password is wrong.', code: 'invalid_credentials' })
  expect(await fetchJson('POST', '/api/app/login', {})).toMatchObject({
    body: { title: 'Email or password is wrong.' },
  })
  answers(400, { title: 'Some values are not valid.' })
  expect(await fetchJson('POST', '/api/dynamic/p/orders', {})).toEqual({
    status: 400,
    body: { title: 'Some values are not valid.' },
  })
})
