import { isObject } from '@axiom/shared/json'

import { UploadRefused } from '../../api/upload.ts'
import { r } from '../../texts/r.ts'
import { errorsOf, titleOf } from '../../widgets/apiHost.ts'
import type { FetchJson } from '../../widgets/fetchJson.ts'
import { sendPost } from '../../widgets/formPost.ts'
import { fetchOnce } from '../fetchJson.ts'
import { sendFiles } from './files.ts'
import type { OutboxStore, WaitingPost } from './outboxStore.ts'

export type Answer = Awaited<ReturnType<FetchJson>>

/** The server, or what stands before it, is not there; or it asks for patience. */
const LATER = new Set([408, 425, 429, 502, 503, 504])

/** Sends a post with its files; null when no answer came that settles it. */
export async function attempt(store: OutboxStore, post: WaitingPost): Promise<Answer | null> {
  // An upload would try for twenty seconds.
  if (!navigator.onLine) return null
  try {
    const answer = await sendPost(fetchOnce(post.key), await sendFiles(store, post))
    return LATER.has(answer.status) ? null : answer
  } catch (error) {
    return error instanceof UploadRefused ? { status: 400, body: { title: error.message } } : null
  }
}

/** Only one tab sends a post. Where pages have no locks (not on https) the server still counts it once. Null: another tab is at it. */
export async function alone<T>(key: string, work: () => Promise<T>): Promise<T | null> {
  const locks: LockManager | undefined = navigator.locks
  if (!locks) return work()
  return locks.request(`axiom-outbox ${key}`, { ifAvailable: true }, (lock) => (lock ? work() : null))
}

/** Why it was refused, in one line. */
export function refusalOf(body: unknown): string {
  const details = Object.entries(errorsOf(body)).map(([path, message]) => `${path}: ${message}`)
  if (!isObject(body) || details.length === 0) return titleOf(body)
  return r('error.detail', { title: titleOf(body), detail: details.join(' · ') })
}
