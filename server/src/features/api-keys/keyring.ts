import { API_KEY } from '@axiom/shared/access/apiKeys'
import type { Role } from '@axiom/shared/access/roles'
import { AppError } from '@axiom/shared/errors'

import { type ApiKeyActor, hashSecret, holderOf, keyHolder } from '../auth/index.ts'
import type { ApiKeyStore, StoredApiKey } from './store.ts'

/** A key is looked up again after this time: so late can its end reach another process at worst. */
const FRESH_MS = 1_000
/** What is told of its last use is at most so old. */
const USED_MS = 60_000
const MAX_KNOWN = 10_000
/** Timers count no further. */
const MAX_TIMER_MS = 2 ** 31 - 1

interface Known {
  key: StoredApiKey
  readAt: number
}

export interface KeyringDeps {
  store: ApiKeyStore
  now: () => number
  /** A key has ended by its date: sockets that it opened are closed. */
  onExpired: (holder: string) => void
}

export type Keyring = ReturnType<typeof createKeyring>

/** Who the programs are that show a key. The stored row is the truth; it is read at most once a second per key. */
export function createKeyring({ store, now, onExpired }: KeyringDeps) {
  const known = new Map<string, Known>()
  const ended = new Set<string>()
  const timers = new Map<string, NodeJS.Timeout>()

  const isOver = ({ _id, expiresAt }: StoredApiKey): boolean =>
    ended.has(_id) || (expiresAt !== null && expiresAt.getTime() <= now())

  function readLately(hash: string): StoredApiKey | null {
    const entry = known.get(hash)
    return entry && now() - entry.readAt < FRESH_MS ? entry.key : null
  }

  async function read(hash: string): Promise<StoredApiKey | null> {
    const readAt = now()
    const key = await store.findByHash(hash)
    known.delete(hash)
    if (key === null) return null
    known.set(hash, { key, readAt })
    if (known.size > MAX_KNOWN) known.delete(known.keys().next().value ?? '')
    return key
  }

  function isUseKnown({ lastUsedAt }: StoredApiKey): boolean {
    return lastUsedAt !== null && now() - Date.parse(lastUsedAt) < USED_MS
  }

  async function noteUse(key: StoredApiKey): Promise<void> {
    key.lastUsedAt = new Date(now()).toISOString()
    await store.noteUse(key._id, key.lastUsedAt)
  }

  /** Throws `unauthenticated` for a key that is none, or no longer one. */
  async function verify(secret: string): Promise<ApiKeyActor> {
    const hash = API_KEY.test(secret) ? hashSecret(secret) : null
    const key = hash === null ? null : (readLately(hash) ?? (await read(hash)))
    if (key === null || isOver(key))
      throw new AppError('unauthenticated', { message: 'This API key is not valid, has expired, or was revoked.' })
    if (!isUseKnown(key)) await noteUse(key)
    return { kind: 'apiKey', keyId: key._id, projectId: key.projectId, scopes: key.scopes, name: key.name }
  }

  /** Sockets outlive the look at their key. */
  function watch(key: StoredApiKey): void {
    if (key.expiresAt === null) return
    clearTimeout(timers.get(key._id))
    const wait = Math.min(MAX_TIMER_MS, Math.max(0, key.expiresAt.getTime() - now()))
    const look = (): void => {
      timers.delete(key._id)
      if (isOver(key)) onExpired(keyHolder(key._id))
      else watch(key)
    }
    timers.set(key._id, setTimeout(look, wait).unref())
  }

  return {
    verify,
    /** Who comes to a socket with a key. */
    async verifyForSocket(secret: string): Promise<{ userId: string; sessionId: string; name: string }> {
      const { keyId, name } = await verify(secret)
      return { userId: keyHolder(keyId), sessionId: keyHolder(keyId), name }
    },
    /** False for who is no key, or one that has ended. */
    async isLive(holder: string): Promise<boolean> {
      const key = await store.find(holderOf(holder) ?? '')
      return key !== null && !isOver(key)
    },
    /** The role of a key in a project's document: editor with the scope for it, else none. */
    async roleOf(holder: string, projectId: string): Promise<Role | null> {
      const key = await store.find(holderOf(holder) ?? '')
      if (key === null || isOver(key) || key.projectId !== projectId || !key.scopes.includes('collaborate')) return null
      watch(key)
      return 'editor'
    },
    /** It was revoked, in whatever process: nothing that was read before may say otherwise. */
    end(holder: string): void {
      const id = holderOf(holder)
      if (id === null) return
      ended.add(id)
      clearTimeout(timers.get(id))
      timers.delete(id)
    },
  }
}
