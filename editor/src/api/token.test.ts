import { afterEach, expect, it, vi } from 'vitest'

import { SignedOutError } from '../document/connection.ts'
import { signInAgain } from './session.ts'
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

it('while somebody else’s sign-in is tried and ended again, no renewal takes it over', async () => {
  vi.stubGlobal('fetch', async () => Response.json(answer))
  await getAccessToken()
  endSession({ forget: false })
  const login = Promise.withResolvers<void>()
  let cookie: string | null = null
  const olga = { ...answer, user: { ...user, id: 'u2', name: 'Olga' } }
  vi.stubGlobal('fetch', async (path: string) => {
    if (path === '/api/auth/login') {
      cookie = 'olga'
      await login.promise
      return Response.json(olga)
    }
    if (path === '/api/auth/logout') {
      cookie = null
      return new Response(null, { status: 204 })
    }
    if (cookie !== null) return Response.json(olga)
    return Response.json({ code: 'session_ended' }, { status: 401 })
  })
  const trying = signInAgain({ email: 'olga@x.example', password: 'p' })
  await vi.waitFor(() => expect(cookie).toBe('olga'))
  // The line to the server tries to come back meanwhile.
  const renewal = expect(getAccessToken()).rejects.toThrow(SignedOutError)
  login.resolve()
  await expect(trying).rejects.toThrow('Only Mara')
  await renewal
  expect(getSession()).toMatchObject({ kind: 'signedOut', known: { id: 'u1' } })
})
