import type { ApiKey, apiKeysApi } from '@axiom/shared/contracts/apiKeys'
import type { SentBody } from '@axiom/shared/contracts/route'

import type { Call } from './call.ts'
import type { CallOptions } from './connection.ts'

type Api = typeof apiKeysApi

/** The keys by which programs use the data of a project; for its owners. */
export function createApiKeys(call: Call) {
  return {
    list: async (projectId: string, options: CallOptions = {}): Promise<ApiKey[]> =>
      (await call<Api['list']>('get', '/api/projects/{id}/api-keys', { params: { id: projectId }, ...options })).data,

    /** The answer has its secret, this once. */
    create: (projectId: string, input: SentBody<Api['create']>, options: CallOptions = {}): Promise<ApiKey> =>
      call<Api['create']>('post', '/api/projects/{id}/api-keys', {
        params: { id: projectId },
        body: input,
        ...options,
      }),

    /** It is refused within a second, and its streams end. */
    revoke: (projectId: string, keyId: string, options: CallOptions = {}): Promise<void> =>
      call<Api['remove']>('delete', '/api/projects/{id}/api-keys/{keyId}', {
        params: { id: projectId, keyId },
        ...options,
      }),
  }
}
