import { versionsApi } from '@axiom/shared/contracts/versions'
import type Router from '@koa/router'

import type { RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import type { VersionService } from './service.ts'

export function versionRoutes(mount: Mount, versions: VersionService): Router<RequestState> {
  return mount(versionsApi, {
    list: async ({ actor, params }) => ({ data: await versions.list(actor, params.id) }),
    create: ({ actor, params, body }) => versions.create(actor, params.id, body),
    difference: ({ actor, params }) => versions.difference(actor, params.id, params.versionId),
    state: ({ actor, params }) => versions.state(actor, params.id, params.versionId),
    restore: ({ actor, params, body }) => versions.restore(actor, params.id, params.versionId, body),
  })
}
