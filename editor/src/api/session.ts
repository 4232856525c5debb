import type { LoginInput, RegisterInput, SessionAnswer } from '@axiom/shared/contracts/auth'
import { useSyncExternalStore } from 'react'

import { t } from '../texts/t.ts'
import { api, ApiError } from './client.ts'
import {
  acceptSession,
  endSession,
  getCsrfToken,
  getSession,
  leaveLater,
  refresh,
  subscribeSession,
  withoutRenewal,
  type SessionState,
} from './token.ts'

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

/** Signs in whoever works here, and nobody else: his changes wait for him. */
export function signInAgain(input: LoginInput): Promise<void> {
  return withoutRenewal(async () => {
    const answer = await api.post<SessionAnswer>('/api/auth/login', input, { signedIn: false })
    const { known } = getSession()
    if (known === null || known.id === answer.user.id) return acceptSession(answer)
    await endOnServer(answer.csrfToken)
    throw new ApiError(403, { code: 'forbidden', title: t('auth.wrongPerson', { name: known.name }) })
  })
}

/** Ends the session here at once, and on the server as soon as it can be reached; local work stays unless the caller wipes it. */
export async function signOut(): Promise<void> {
  const csrf = getCsrfToken()
  endSession({ forget: true })
  try {
    // A page that has started without network has no token for this yet: the next renewal brings one, and ends the session with it.
    if (csrf !== null) return await endOnServer(csrf)
    leaveLater()
    await refresh()
  } catch (error) {
    // 401 and 403: it has ended already. Anything else: the server could not be reached, or not do it.
    if (!(error instanceof ApiError) || (error.status !== 401 && error.status !== 403)) leaveLater()
  }
}

async function endOnServer(csrfToken: string): Promise<void> {
  await api.post('/api/auth/logout', undefined, { signedIn: false, headers: { 'x-csrf-token': csrfToken } })
}
