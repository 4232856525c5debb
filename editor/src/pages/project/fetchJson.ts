import { ApiError, request } from '../../api/client.ts'
import type { FetchJson } from '../../widgets/fetchJson.ts'

/** A refusal is an answer too: widgets show what it says. */
export const fetchJson: FetchJson = async (method, path, body, signal) => {
  try {
    const answer = await request<unknown>(method, path, body, signal ? { signal } : {})
    return { status: method === 'POST' ? 201 : 200, body: answer }
  } catch (error) {
    if (!(error instanceof ApiError) || error.status === 0) throw error
    return { status: error.status, body: { title: error.message, errors: [...error.errors] } }
  }
}
