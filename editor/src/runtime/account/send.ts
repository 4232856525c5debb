import type { Json } from '@axiom/shared/json'

import { r } from '../../texts/r.ts'
import { errorsOf, titleOf } from '../../widgets/apiHost.ts'
import type { FetchJson } from '../../widgets/fetchJson.ts'

/** What came of sending a form. */
export type Sent = { ok: true; body: unknown } | { ok: false; message: string; errors: Record<string, string> }

/** Sends to the app's own account routes; never rejects. */
export async function sendTo(
  fetchJson: FetchJson,
  [method, name]: readonly ['POST' | 'PUT', string],
  body?: Json,
): Promise<Sent> {
  const answer = await fetchJson(method, `/api/app/${name}`, body).catch(() => null)
  if (answer === null) return { ok: false, message: r('error.unreachable'), errors: {} }
  if (answer.status < 300) return { ok: true, body: answer.body }
  return { ok: false, message: titleOf(answer.body), errors: errorsOf(answer.body) }
}
