import { afterEach, expect, it, vi } from 'vitest'

import { SignedOutError } from '../document/connection.ts'
import { endSession, getAccessToken, getSession } from './token.ts'

const user = { id: 'u1', name: 'Mara', email: 'm@x.example', role: 'user', createdAt: '' }
const answer = { user, accessToken: 'secret-token', expiresIn: 900, csrfToken: 'c' }

afterEach(() => {
  endSession({ forget: true })
  vi.unstubAllGlobals()
})

it('renews once however many ask at the same time', async () => {
  const fetch = vi.fn(async () => Response.json(answer))
  vi.stubGlobal('fetch', fetch)
  expect(await Promise.all([getAccessToken(), getAccessToken(), getAccessToken()])).toEqual(
    Array(3).fill('secret-token'),
  )
  expect(fetch).toHaveBeenCalledTimes(1)
})

it('remembers who it was, never the token', async () => {
  vi.stubGlobal('fetch', async () => Response.json(answer))
  await getAccessToken()
  expect(localStorage.getItem('axiom:last-user')).toBe('{"id":"u1","name":"Mara"}')
  expect(JSON.stringify(Object.entries(localStorage))).not.toContain('secret-token')
})

it('an ended sign-in is not a sign-out: the last user stays known', async () => {
  vi.stubGlobal('fetch', async () => Response.json(answer))
  await getAccessToken()
  vi.stubGlobal('fetch', async () => Response.json({ code: 'session_ended' }, { status: 401 }))
  await expect(getAccessToken({ fresh: true })).rejects.toThrow(SignedOutError)
  expect(getSession()).toMatchObject({ kind: 'signedOut', known: { id: 'u1' } })
})
