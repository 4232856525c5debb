import { Id } from '@axiom/shared/contracts/common'
import { CreateVersionInput, RestoreVersionInput } from '@axiom/shared/contracts/versions'
import Router from '@koa/router'
import { z } from 'zod'

import { readBody, readParams } from '../../platform/http/input.ts'
import type { Limits } from '../../platform/http/limit.ts'
import type { RequestState } from '../../platform/http/types.ts'
import { requireUser } from '../auth/index.ts'
import type { VersionService } from './service.ts'

const Params = z.object({ id: Id })
const VersionParams = z.object({ id: Id, versionId: Id })

export function versionRoutes(versions: VersionService, { limit }: Limits): Router<RequestState> {
  const router = new Router<RequestState>({ prefix: '/api/projects/:id/versions' })
  router.get('/', limit('api'), async (ctx) => {
    ctx.body = { data: await versions.list(requireUser(ctx), readParams(ctx, Params).id) }
  })
  router.post('/', limit('write'), async (ctx) => {
    ctx.body = await versions.create(
      requireUser(ctx),
      readParams(ctx, Params).id,
      await readBody(ctx, CreateVersionInput),
    )
    ctx.status = 201
  })
  router.get('/:versionId/difference', limit('api'), async (ctx) => {
    const { id, versionId } = readParams(ctx, VersionParams)
    ctx.body = await versions.difference(requireUser(ctx), id, versionId)
  })
  router.post('/:versionId/restore', limit('write'), async (ctx) => {
    const { id, versionId } = readParams(ctx, VersionParams)
    ctx.body = await versions.restore(requireUser(ctx), id, versionId, await readBody(ctx, RestoreVersionInput))
  })
  return router
}
