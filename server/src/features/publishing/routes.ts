import { Id } from '@axiom/shared/contracts/common'
import { PublishInput } from '@axiom/shared/contracts/publishing'
import Router from '@koa/router'
import { z } from 'zod'

import { readBody, readParams } from '../../platform/http/input.ts'
import type { Limits } from '../../platform/http/limit.ts'
import type { RequestState } from '../../platform/http/types.ts'
import { requireUser } from '../auth/index.ts'
import type { PublishingService } from './service.ts'

const Params = z.object({ id: Id })
const ReleaseParams = z.object({ id: Id, releaseId: Id })

export function publishingRoutes(publishing: PublishingService, { limit }: Limits): Router<RequestState> {
  const router = new Router<RequestState>({ prefix: '/api/projects/:id' })
  router.get('/publish/check', limit('api'), async (ctx) => {
    ctx.body = await publishing.check(requireUser(ctx), readParams(ctx, Params).id)
  })
  router.post('/publish', limit('write'), async (ctx) => {
    ctx.body = await publishing.publish(requireUser(ctx), readParams(ctx, Params).id, await readBody(ctx, PublishInput))
    ctx.status = 201
  })
  router.get('/releases', limit('api'), async (ctx) => {
    ctx.body = { data: await publishing.list(requireUser(ctx), readParams(ctx, Params).id) }
  })
  router.post('/releases/:releaseId/activate', limit('write'), async (ctx) => {
    const { id, releaseId } = readParams(ctx, ReleaseParams)
    ctx.body = await publishing.activate(requireUser(ctx), id, releaseId)
  })
  return router
}
