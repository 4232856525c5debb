import { Id } from '@axiom/shared/contracts/common'
import { CreateSubmissionInput } from '@axiom/shared/contracts/submissions'
import Router from '@koa/router'
import { z } from 'zod'

import { readBody, readParams, readQuery } from '../../platform/http/input.ts'
import type { Limits } from '../../platform/http/limit.ts'
import type { RequestState } from '../../platform/http/types.ts'
import { requireUser } from '../auth/index.ts'
import type { SubmissionService } from './service.ts'

const Params = z.object({ id: Id })
const SubmissionParams = z.object({ id: Id, submissionId: Id })
const ListQuery = z.object({ cursor: Id.optional() })

/** The only route of submissions that the apps' origin has. */
export function publicSubmissionRoutes(submissions: SubmissionService, { limit }: Limits): Router<RequestState> {
  const router = new Router<RequestState>()
  router.post('/api/projects/:id/submissions', limit('submissions'), async (ctx) => {
    const { id } = readParams(ctx, Params)
    ctx.body = await submissions.create(id, await readBody(ctx, CreateSubmissionInput), ctx.get('User-Agent'))
    ctx.status = 201
  })
  return router
}

export function submissionRoutes(submissions: SubmissionService, { limit }: Limits): Router<RequestState> {
  const router = new Router<RequestState>({ prefix: '/api/projects/:id/submissions' })
  router.get('/', limit('api'), async (ctx) => {
    const { cursor } = readQuery(ctx, ListQuery)
    ctx.body = await submissions.list(requireUser(ctx), readParams(ctx, Params).id, cursor ?? null)
  })
  router.delete('/:submissionId', limit('write'), async (ctx) => {
    const { id, submissionId } = readParams(ctx, SubmissionParams)
    await submissions.remove(requireUser(ctx), id, submissionId)
    ctx.status = 204
  })
  return router
}
