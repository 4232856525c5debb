import { newId } from '@axiom/shared/ids'
import type { Json } from '@axiom/shared/json'
import { MEGABYTE } from '@axiom/shared/model/files'

import { UploadRefused, uploadFile } from '../../api/upload.ts'
import { r } from '../../texts/r.ts'
import type { Keeper } from '../../widgets/formPost.ts'
import type { OutboxStore, WaitingPost } from './outboxStore.ts'

/** Of one file, and of all that wait on a device. */
const [MAX_BYTES, MAX_ALL_BYTES] = [10 * MEGABYTE, 50 * MEGABYTE]
/** Of a form that was never sent. */
const FORGOTTEN_MS = 24 * 3600_000

/** Keeps a file until it can be sent, and answers what stands for it meanwhile. */
export async function keepFile(store: OutboxStore, file: File, place: Parameters<Keeper['keepFile']>[1]) {
  const kept = (await store.listFiles()).reduce((sum, one) => sum + one.file.size, 0)
  if (file.size > MAX_BYTES || kept + file.size > MAX_ALL_BYTES)
    throw new UploadRefused(r('file.tooLargeToKeep', { limit: `${MAX_BYTES / MEGABYTE} MB` }))
  const id = `kept-${newId(24)}`
  await store.putFile({ id, file, at: Date.now(), ...place })
  return { id, name: file.name, type: file.type, size: file.size }
}

/** Sends the files that wait with it; answers it with what they are called at the server. */
export async function sendFiles(store: OutboxStore, post: WaitingPost): Promise<WaitingPost> {
  let body = post.body
  for (const id of filesOf(post)) {
    const waiting = await store.findFile(id)
    if (!waiting) throw new UploadRefused(r('outbox.fileGone'))
    const { file, endpoint, metadata } = waiting
    const { signal } = new AbortController()
    const sent = await uploadFile({ file, endpoint, metadata, onProgress: () => undefined, signal })
    body = replaced(body, id, sent.id) as WaitingPost['body']
    // At once, so that a file goes once although the rest may fail.
    await store.put({ ...post, body })
    await store.removeFile(id)
  }
  return { ...post, body }
}

export async function removeFilesOf(store: OutboxStore, post: WaitingPost): Promise<void> {
  await Promise.all(filesOf(post).map((id) => store.removeFile(id)))
}

/** Removes files of forms that nobody sent. */
export async function removeForgotten(store: OutboxStore, posts: readonly WaitingPost[]): Promise<void> {
  const held = new Set(posts.flatMap(filesOf))
  const old = (await store.listFiles()).filter(({ id, at }) => !held.has(id) && Date.now() - at > FORGOTTEN_MS)
  await Promise.all(old.map(({ id }) => store.removeFile(id)))
}

function filesOf({ body }: WaitingPost): string[] {
  return [...JSON.stringify(body).matchAll(/"(kept-[\w-]{24})"/g)].map(([, id = '']) => id)
}

function replaced(value: Json, from: string, to: string): Json {
  return JSON.parse(JSON.stringify(value).replaceAll(`"${from}"`, JSON.stringify(to))) as Json
}
