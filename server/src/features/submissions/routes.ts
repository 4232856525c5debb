import { Readable } from 'node:stream'

import { submissionsApi } from '@axiom/shared/contracts/submissions'
import { MEDIA } from '@axiom/shared/tables/formats'
import type Router from '@koa/router'

import { idempotencyKey } from '../../platform/http/idempotencyKey.ts'
import type { RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import { readProof } from '../proofs/index.ts'
import type { Inbox } from './inbox.ts'
import type { Retention } from './retention.ts'
import type { SubmissionService } from './service.ts'

const { create, challenge, ...forMembers } = submissionsApi

/** The only routes of submissions that the apps' origin has. */
export function publicSubmissionRoutes(mount: Mount, submissions: SubmissionService): Router<RequestState> {
  return mount(
    { create, challenge },
    {
      create: ({ ctx, actor, params, body }) =>
        submissions.create(actor, params.id, {
          ...body,
          userAgent: ctx.get('User-Agent'),
          key: idempotencyKey(ctx),
          proof: readProof(ctx),
        }),
      challenge({ ctx, actor, params, query }) {
        ctx.set('Cache-Control', 'no-store')
        return submissions.challenge(actor, params.id, query.form)
      },
    },
  )
}

export function submissionRoutes(mount: Mount, inbox: Inbox, retention: Retention): Router<RequestState> {
  return mount(forMembers, {
    list: ({ actor, params, query }) => inbox.list(actor, params.id, query),
    forms: async ({ actor, params }) => ({ data: await inbox.forms(actor, params.id) }),
    async export({ ctx, actor, params, query }) {
      const text = await inbox.export(actor, params.id, query)
      ctx.attachment(`submissions.${query.format}`)
      ctx.type = MEDIA[query.format]
      ctx.set('Cache-Control', 'no-store')
      return Readable.from(text)
    },
    settings: ({ actor, params }) => retention.settings(actor, params.id),
    changeSettings: ({ actor, params, body }) => retention.change(actor, params.id, body),
    mark: ({ actor, params, body }) => inbox.mark(actor, params.id, body),
    removeMany: ({ actor, params, body }) => inbox.removeMany(actor, params.id, body.ids),
    read: ({ actor, params }) => inbox.read(actor, params.id, params.submissionId),
    remove: ({ actor, params }) => inbox.remove(actor, params.id, params.submissionId),
  })
}
