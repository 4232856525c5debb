import type { SessionAnswer, User } from '@axiom/shared/contracts/auth'

import { SignedOutError } from '../document/connection.ts'

/** Who used this browser last: id and name only, so that his work opens offline. Tokens are never stored. */
export interface KnownUser {
  id: string
  name: string
}

export interface SessionState {
  /** `unknown` before the first answer of the server; `offline`: last user known, nobody asked yet. */
  kind: 'unknown' | 'signedIn' | 'signedOut' | 'offline'
  user: User | null
  known: KnownUser | null
}

const LAST_USER = 'axiom:last-user'
/** Somebody signed out without network: the cookie is still good, and must not sign him in again. */
const LEAVING = 'axiom:leaving'
/** Renewed at this part of a token's life. */
const RENEW_AT = 0.8

let state: SessionState = { kind: 'unknown', user: null, known: readKnown() }
let token: { value: string; endsAt: number } | null = null
let csrfToken: string | null = null
let refreshing: Promise<void> | null = null
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

export const getSession = (): SessionState => state

export function subscribeSession(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const isSignedOut = (): boolean => state.kind === 'signedOut'
export const getCsrfToken = (): string | null => csrfToken

/** A token that is good for a while yet. Throws `SignedOutError` when the sign-in has ended, anything else when offline. */
export async function getAccessToken({ fresh = false }: { fresh?: boolean } = {}): Promise<string> {
  if (fresh || token === null || token.endsAt - Date.now() < 5_000) await refresh()
  if (token === null) throw new SignedOutError('Nobody is signed in.')
  return token.value
}

/** Takes over what register, login or refresh answered. */
export function acceptSession(answer: SessionAnswer): void {
  localStorage.removeItem(LEAVING)
  token = { value: answer.accessToken, endsAt: Date.now() + answer.expiresIn * 1000 }
  csrfToken = answer.csrfToken
  const known = { id: answer.user.id, name: answer.user.name }
  localStorage.setItem(LAST_USER, JSON.stringify(known))
  clearTimeout(timer)
  // A failed renewal is no news: the next request tries again and reports.
  timer = setTimeout(() => void refresh().catch(() => undefined), answer.expiresIn * 1000 * RENEW_AT)
  set({ kind: 'signedIn', user: answer.user, known })
}

/** The sign-in is over. The last user stays known unless he signed out himself: his local work must open offline. */
export function endSession({ forget }: { forget: boolean }): void {
  token = null
  csrfToken = null
  clearTimeout(timer)
  if (forget) localStorage.removeItem(LAST_USER)
  set({ kind: 'signedOut', user: null, known: forget ? null : state.known })
}

/** The session on the server is ended by the next renewal instead of being renewed. */
export function leaveLater(): void {
  localStorage.setItem(LEAVING, 'yes')
}

/** One renewal at a time, however many ask. Rejects when the server cannot be reached; a refusal ends the session. */
export function refresh(): Promise<void> {
  refreshing ??= renew().finally(() => {
    refreshing = null
  })
  return refreshing
}

/** Nobody renews while `work` tries a sign-in that may be somebody else's: the browser already has its cookie, and it may be ended again. */
export async function withoutRenewal(work: () => Promise<void>): Promise<void> {
  await refreshing?.catch(() => undefined)
  const working = work()
  const held = working
    // Whoever asked for a renewal meanwhile looks for a token, not for how this ended.
    .catch(() => undefined)
    .finally(() => {
      if (refreshing === held) refreshing = null
    })
  refreshing = held
  return working
}

async function renew(): Promise<void> {
  let answer: Response
  try {
    answer = await fetch('/api/auth/refresh', {
      method: 'POST',
      credentials: 'same-origin',
      headers: { accept: 'application/json', ...(csrfToken !== null && { 'x-csrf-token': csrfToken }) },
    })
  } catch (error) {
    if (state.kind === 'unknown') set({ kind: 'offline', user: null, known: state.known })
    throw error
  }
  if (answer.ok) {
    const session = (await answer.json()) as SessionAnswer
    return localStorage.getItem(LEAVING) === null ? acceptSession(session) : leave(session)
  }
  if (answer.status === 401 || answer.status === 403) return endSession({ forget: false })
  if (state.kind === 'unknown') set({ kind: 'offline', user: null, known: state.known })
  throw new Error(`refresh answered ${answer.status}`)
}

/** Makes up for a sign-out without network. */
async function leave({ csrfToken: csrf }: SessionAnswer): Promise<void> {
  endSession({ forget: true })
  const answer = await fetch('/api/auth/logout', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { accept: 'application/json', 'x-csrf-token': csrf },
  })
  if (answer.ok) localStorage.removeItem(LEAVING)
}

function readKnown(): KnownUser | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(LAST_USER) ?? 'null')
    const isKnown = typeof value === 'object' && value !== null && 'id' in value && 'name' in value
    return isKnown ? { id: String(value.id), name: String(value.name) } : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

function set(next: SessionState): void {
  state = next
  for (const listener of listeners) listener()
}
