import { setTimeout as sleep } from 'node:timers/promises'

import type { SessionAnswer } from '@axiom/shared/contracts/auth'

const PASSWORD = 'correct horse battery staple'
const PATIENCE_MS = 60_000
const ANSWER_MS = 10_000
/** A token that ends soon is none. */
const RENEW_AT = 0.8

/** One account, which signs in again when its token is old. */
export class Account {
  readonly email: string
  readonly #url: string
  #session: SessionAnswer | null = null
  #goodUntil = 0
  #pending: Promise<SessionAnswer> | null = null

  constructor(url: string, email: string) {
    this.#url = url
    this.email = email
  }

  async register(): Promise<void> {
    const name = this.email.split('@')[0]
    await request(this.#url, 'POST', '/api/auth/register', { body: { name, email: this.email, password: PASSWORD } })
  }

  readonly getToken = async ({ fresh }: { fresh: boolean }): Promise<string> => (await this.session(fresh)).accessToken

  async session(fresh = false): Promise<SessionAnswer> {
    if (!fresh && this.#session !== null && Date.now() < this.#goodUntil) return this.#session
    this.#pending ??= this.#signIn().finally(() => (this.#pending = null))
    return this.#pending
  }

  async call<T>(method: string, path: string, body?: unknown): Promise<T> {
    return request<T>(this.#url, method, path, { body, token: await this.getToken({ fresh: false }) })
  }

  async #signIn(): Promise<SessionAnswer> {
    const body = { email: this.email, password: PASSWORD }
    const session = await request<SessionAnswer>(this.#url, 'POST', '/api/auth/login', { body })
    this.#session = session
    this.#goodUntil = Date.now() + session.expiresIn * 1000 * RENEW_AT
    return session
  }
}

/** Tried until there is an answer that is not about the server's own trouble. */
async function request<T>(
  url: string,
  method: string,
  path: string,
  { body, token }: { body?: unknown; token?: string },
): Promise<T> {
  const deadline = Date.now() + PATIENCE_MS
  for (;;) {
    const answer = await fetch(url + path, {
      method,
      headers: { origin: url, 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_MS),
    }).catch((error: unknown) => error)
    if (answer instanceof Response && answer.status < 500 && answer.status !== 429) {
      if (answer.ok) return (await answer.json()) as T
      throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    }
    if (Date.now() > deadline) throw new Error(`${method} ${path} found no answer: ${String(answer)}`)
    await sleep(300)
  }
}
