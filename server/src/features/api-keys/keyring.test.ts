import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { hashSecret, keyHolder } from '../auth/index.ts'
import { createKeyring } from './keyring.ts'
import type { ApiKeyStore, StoredApiKey } from './store.ts'

const DAY_MS = 86_400_000
const SECRET = `axk_${'x'.repeat(43)}`

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function ringWith(days: number) {
  const key: StoredApiKey = {
    _id: 'k1',
    projectId: 'p1',
    name: 'Script',
    scopes: ['collaborate'],
    secretHash: hashSecret(SECRET),
    prefix: 'axk_xxxxxx',
    createdBy: 'u1',
    createdAt: new Date().toISOString(),
    expiresAt: new Date(Date.now() + days * DAY_MS),
    lastUsedAt: null,
  }
  const store: Pick<ApiKeyStore, 'find' | 'findByHash' | 'noteUse'> = {
    find: vi.fn(async (id) => (id === key._id ? key : null)),
    findByHash: vi.fn(async (hash) => (hash === key.secretHash ? key : null)),
    noteUse: vi.fn(async () => ({ matchedCount: 1, modifiedCount: 1, upsertedId: null })),
  }
  const expired: string[] = []
  const ring = createKeyring({
    store: store as ApiKeyStore,
    now: () => Date.now(),
    onExpired: (holder) => expired.push(holder),
  })
  return { ring, store, expired }
}

it('a key that was let into a document ends its sockets when it expires, however far that is', async () => {
  const { ring, expired } = ringWith(60)
  expect(await ring.roleOf(keyHolder('k1'), 'p1')).toBe('editor')
  await vi.advanceTimersByTimeAsync(59 * DAY_MS)
  expect(expired).toEqual([])
  await vi.advanceTimersByTimeAsync(DAY_MS)
  expect(expired).toEqual([keyHolder('k1')])
  expect(await ring.roleOf(keyHolder('k1'), 'p1')).toBeNull()
})

it('a key is read once a second, and its last use written once a minute', async () => {
  const { ring, store } = ringWith(1)
  for (let i = 0; i < 5; i++) await ring.verify(SECRET)
  expect([vi.mocked(store.findByHash).mock.calls.length, vi.mocked(store.noteUse).mock.calls.length]).toEqual([1, 1])
  await vi.advanceTimersByTimeAsync(1_000)
  await ring.verify(SECRET)
  expect([vi.mocked(store.findByHash).mock.calls.length, vi.mocked(store.noteUse).mock.calls.length]).toEqual([2, 1])
  ring.end(keyHolder('k1'))
  await expect(ring.verify(SECRET)).rejects.toMatchObject({ code: 'unauthenticated' })
})
