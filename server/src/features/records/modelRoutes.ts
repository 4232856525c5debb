import { misfitsApi } from '@axiom/shared/contracts/misfits'
import { rulesApi } from '@axiom/shared/contracts/rules'
import type Router from '@koa/router'

import type { RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import type { RecordService } from './service.ts'

/** What the editor asks about the rows of a model that is being changed. */
export function modelRoutes(mount: Mount, records: RecordService): Router<RequestState> {
  const api = { ...misfitsApi, ...rulesApi }
  return mount(api, {
    try: ({ actor, params, body }) => records.tryRule(actor, { projectId: params.id, modelId: params.modelId }, body),
    list: async ({ actor, params, query }) => ({
      data: await records.misfits(actor, { projectId: params.id, modelId: params.modelId, env: query.env }),
    }),
    convert: ({ actor, params, query, body }) =>
      records.convertModel(actor, { projectId: params.id, modelId: params.modelId, env: query.env }, body.onMisfit),
  })
}
