import type { Challenge } from '@axiom/shared/contracts/submissions'
import { isObject, type Json } from '@axiom/shared/json'
import type { FileDescriptor } from '@axiom/shared/model/files'

import { r } from '../texts/r.ts'
import type { FetchJson } from './fetchJson.ts'

/** What is sent to be stored: a form's answers, or a new record. Plain data, so that it can wait on a device. */
export interface FormPost {
  path: string
  body: Record<string, Json>
  /** What people know it by. */
  title: string
  /** The guarded form that wants a proof with it. */
  guard: string | null
}

/** Where a file is sent, and with what. */
export interface UploadPlace {
  endpoint: string
  metadata: Record<string, string>
}

/** Keeps on the device what finds no server. */
export interface Keeper {
  /** The answer; null when none came: then it is kept, and sent later. */
  deliver: (post: FormPost) => Promise<Awaited<ReturnType<FetchJson>> | null>
  /** Stands for a file until that can be sent. Rejects with `UploadRefused` for one that is too large to wait. */
  keepFile: (file: File, place: UploadPlace) => Promise<FileDescriptor>
}

/** Sends it now. The proof that a guarded form asks for is made only now: it is soon too old. */
export async function sendPost(fetchJson: FetchJson, { path, body, guard }: FormPost): ReturnType<FetchJson> {
  if (guard === null) return fetchJson('POST', path, body)
  const challenge = await fetchJson('GET', `${path}/challenge?form=${guard}`)
  if (challenge.status !== 200) return challenge
  const { solve } = await import('../api/prove.ts')
  const proof = await solve(challenge.body as Challenge).catch(() => null)
  const answer = proof && (await fetchJson('POST', path, { ...body, proof }))
  const isRefused = answer === null || (isObject(answer.body) && answer.body['code'] === 'proof_refused')
  return isRefused ? { status: 403, body: { title: r('form.proofFailed') } } : answer
}
