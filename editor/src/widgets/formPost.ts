import type { Challenge } from '@axiom/shared/contracts/proofs'
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
  /** Where the work is to be had that a proof takes. */
  challenge: string
  /** A proof is known to be asked for. */
  isGuarded: boolean
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

/**
 * Sends it now. A proof is made only now: it is soon too old. One is also made where the server turns out to ask for it: the app may be
 * older than its rules, and a sign-in, which needs none, may have ended.
 */
export async function sendPost(fetchJson: FetchJson, post: FormPost): ReturnType<FetchJson> {
  if (post.isGuarded) return sendProved(fetchJson, post)
  const answer = await fetchJson('POST', post.path, post.body)
  return isRefused(answer) ? sendProved(fetchJson, post) : answer
}

async function sendProved(fetchJson: FetchJson, { path, body, challenge }: FormPost): ReturnType<FetchJson> {
  const asked = await fetchJson('GET', challenge)
  if (asked.status !== 200) return asked
  const { prove } = await import('../api/prove.ts')
  const proof = await prove(asked.body as Challenge).catch(() => null)
  const answer = proof && (await fetchJson('POST', path, body, undefined, proof))
  return answer === null || isRefused(answer) ? { status: 403, body: { title: r('form.proofFailed') } } : answer
}

function isRefused({ body }: Awaited<ReturnType<FetchJson>>): boolean {
  return isObject(body) && body['code'] === 'proof_refused'
}
