import type { LoginInput, RegisterInput, SessionAnswer } from '@axiom/shared/contracts/auth'
import { useSyncExternalStore } from 'react'

import { api } from './client.ts'
import { acceptSession, endSession, getCsrfToken, getSession, subscribeSession, type SessionState } from './token.ts'

export { getAccessToken } from './token.ts'

export function useSession(): SessionState {
  return useSyncExternalStore(subscribeSession, getSession)
}

export async function signIn(input: LoginInput): Promise<void> {
  acceptSession(await api.post<SessionAnswer>('/api/auth/login', input, { signedIn: false }))
}

export async function signUp(input: RegisterInput): Promise<void> {
  acceptSession(await api.post<SessionAnswer>('/api/auth/register', input, { signedIn: false }))
}

/** Ends the session here and on the server; local work stays unless the caller wipes it. */
export async function signOut(): Promise<void> {
  const csrf = getCsrfToken()
  await api.post('/api/auth/logout', undefined, { headers: csrf === null ? {} : { 'x-csrf-token': csrf } })
  endSession({ forget: true })
}
