import { Id } from '@axiom/shared/contracts/common'
import { CreateProjectInput, UpdateProjectInput } from '@axiom/shared/contracts/projects'
import Router from '@koa/router'
import { z } from 'zod'

import { readBody, readParams } from '../../platform/http/input.ts'
import type { Limits } from '../../platform/http/limit.ts'
import type { RequestState } from '../../platform/http/types.ts'
import { requireUser } from '../auth/index.ts'
import type { ProjectService } from './service.ts'

const Params = z.object({ id: Id })

export function projectRoutes(projects: ProjectService, { limit }: Limits): Router<RequestState> {
  const router = new Router<RequestState>({ prefix: '/api/projects' })
  router.get('/', limit('api'), async (ctx) => {
    ctx.body = { data: await projects.list(requireUser(ctx)) }
  })
  router.post('/', limit('write'), async (ctx) => {
    ctx.body = await projects.create(requireUser(ctx), await readBody(ctx, CreateProjectInput))
    ctx.status = 201
  })
  router.get('/:id', limit('api'), async (ctx) => {
    ctx.body = await projects.get(requireUser(ctx), readParams(ctx, Params).id)
  })
  router.put('/:id', limit('write'), async (ctx) => {
    ctx.body = await projects.update(
      requireUser(ctx),
      readParams(ctx, Params).id,
      await readBody(ctx, UpdateProjectInput),
    )
  })
  router.delete('/:id', limit('write'), async (ctx) => {
    await projects.remove(requireUser(ctx), readParams(ctx, Params).id)
    ctx.status = 204
  })
  return router
}
