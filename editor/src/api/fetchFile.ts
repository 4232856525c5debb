import type { Problem } from '@axiom/shared/errors'

import { ApiError } from './client.ts'
import { getAccessToken } from './token.ts'

/** A file that needs a sign-in, as the browser keeps it: large ones on its disk. Throws `ApiError`. */
export async function fetchFile(path: string): Promise<Blob> {
  const token = await getAccessToken({ fresh: false })
  const answer = await fetch(path, { headers: { authorization: `Bearer ${token}` } })
  if (!answer.ok) throw new ApiError(answer.status, (await answer.json()) as Partial<Problem>)
  return answer.blob()
}
