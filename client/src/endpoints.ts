import type { apisApi, ProjectApi } from '@axiom/shared/contracts/apis'
import type { SentBody } from '@axiom/shared/contracts/route'

import type { Call } from './call.ts'
import type { CallOptions } from './connection.ts'

type Api = typeof apisApi
type Input = SentBody<Api['create']>

/** Endpoints that people made in a project, beside those of its collections. */
export function createEndpoints(call: Call) {
  return {
    list: async (projectId: string, options: CallOptions = {}): Promise<ProjectApi[]> =>
      (await call<Api['list']>('get', '/api/projects/{id}/apis', { params: { id: projectId }, ...options })).data,

    get: (projectId: string, apiId: string, options: CallOptions = {}): Promise<ProjectApi> =>
      call<Api['read']>('get', '/api/projects/{id}/apis/{apiId}', { params: { id: projectId, apiId }, ...options }),

    create: (projectId: string, input: Input, options: CallOptions = {}): Promise<ProjectApi> =>
      call<Api['create']>('post', '/api/projects/{id}/apis', { params: { id: projectId }, body: input, ...options }),

    replace: (projectId: string, apiId: string, input: Input, options: CallOptions = {}): Promise<ProjectApi> =>
      call<Api['replace']>('put', '/api/projects/{id}/apis/{apiId}', {
        params: { id: projectId, apiId },
        body: input,
        ...options,
      }),

    delete: (projectId: string, apiId: string, options: CallOptions = {}): Promise<void> =>
      call<Api['remove']>('delete', '/api/projects/{id}/apis/{apiId}', {
        params: { id: projectId, apiId },
        ...options,
      }),
  }
}
