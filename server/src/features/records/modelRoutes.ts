import { misfitsApi } from '@axiom/shared/contracts/misfits'
import type Router from '@koa/router'

import type { RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import type { RecordService } from './service.ts'

/** What the editor asks about the rows of a model that is being changed. */
export function modelRoutes(mount: Mount, records: RecordService): Router<RequestState> {
  return mount(misfitsApi, {
    list: async ({ actor, params, query }) => ({
      data: await records.misfits(actor, { projectId: params.id, modelId: params.modelId, env: query.env }),
    }),
    convert: ({ actor, params, query, body }) =>
      records.convertModel(actor, { projectId: params.id, modelId: params.modelId, env: query.env }, body.onMisfit),
  })
}
