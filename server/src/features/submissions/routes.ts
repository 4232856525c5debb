import { submissionsApi } from '@axiom/shared/contracts/submissions'
import type Router from '@koa/router'

import type { RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import type { SubmissionService } from './service.ts'

const { create, ...forMembers } = submissionsApi

/** The only route of submissions that the apps' origin has. */
export function publicSubmissionRoutes(mount: Mount, submissions: SubmissionService): Router<RequestState> {
  return mount(
    { create },
    {
      create: ({ ctx, actor, params, body }) =>
        submissions.create(actor, params.id, { ...body, userAgent: ctx.get('User-Agent') }),
    },
  )
}

export function submissionRoutes(mount: Mount, submissions: SubmissionService): Router<RequestState> {
  return mount(forMembers, {
    list: ({ actor, params, query }) => submissions.list(actor, params.id, query.cursor ?? null),
    remove: ({ actor, params }) => submissions.remove(actor, params.id, params.submissionId),
  })
}
