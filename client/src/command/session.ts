import type { Project } from '@axiom/shared/contracts/projects'

import { type AxiomClient, createClient } from '../createClient.ts'
import { Failure, UsageError } from './failures.ts'
import { createSessionStore } from './sessionStore.ts'
import { createSignIn } from './signIn.ts'

/** Which server, and who asks: a key of the environment, or the person who signed in there. */
export function createSession(given: string | undefined, env: NodeJS.ProcessEnv) {
  const store = createSessionStore(env)
  const key = env['AXIOM_KEY'] || undefined
  const named = given ?? (env['AXIOM_URL'] || undefined)

  async function url(): Promise<string> {
    if (named !== undefined) return originOf(named)
    // A key goes nowhere but where somebody said.
    if (key) throw new UsageError('AXIOM_KEY is set: name its server with AXIOM_URL or --server.')
    const last = await store.lastServer()
    if (last === null) throw new Failure('No server is known yet. Sign in: axiom login --server <address>')
    return last
  }

  async function client(): Promise<AxiomClient> {
    const at = await url()
    if (key) return createClient({ url: at, key })
    const signIn = createSignIn(store, at)
    let last: string | null = null
    const token = async (asked: { fresh: boolean }): Promise<string> => (last = await signIn.accessToken(asked, last))
    return createClient({ url: at, token })
  }

  return {
    store,
    /** The server that somebody named. */
    named,
    url,
    client,
    hasKey: key !== undefined,
    /** The project of an address or id. People see theirs. */
    async project(client: AxiomClient, name: string): Promise<Project> {
      if (key) throw new Failure('An API key reaches only data. For this unset AXIOM_KEY and sign in: axiom login')
      const found = (await client.projects.list()).find(({ id, slug }) => id === name || slug === name)
      if (!found) throw new Failure(`You have no project "${name}" at ${await url()}. See: axiom projects list`)
      return found
    },
  }
}

export type Session = ReturnType<typeof createSession>

/** `localhost:3000` → `http://localhost:3000`; anything that is not near is asked by https. */
export function originOf(address: string): string {
  const isNear = /^(localhost|[\w-]+\.localhost|127\.[\d.]+|\[::1\])(:|\/|$)/.test(address)
  const full = /^https?:\/\//.test(address) ? address : `${isNear ? 'http' : 'https'}://${address}`
  if (!URL.canParse(full))
    throw new UsageError(`"${address}" is no address of a server. Say one like https://axiom.example.com`)
  return new URL(full).origin
}
