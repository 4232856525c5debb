import { Id } from '@axiom/shared/contracts/common'
import {
  AcceptShareLinkInput,
  AddMemberInput,
  CreateShareLinkInput,
  UpdateMemberInput,
} from '@axiom/shared/contracts/members'
import Router from '@koa/router'
import { z } from 'zod'

import { readBody, readParams } from '../../platform/http/input.ts'
import type { Limits } from '../../platform/http/limit.ts'
import { publicOrigin } from '../../platform/http/origin.ts'
import type { RequestState } from '../../platform/http/types.ts'
import { requireUser } from '../auth/index.ts'
import type { ProjectService } from '../projects/index.ts'
import type { MemberService } from './service.ts'

const Params = z.object({ id: Id })
const MemberParams = z.object({ id: Id, userId: Id })
const LinkParams = z.object({ id: Id, linkId: Id })

export function memberRoutes(
  members: MemberService,
  projects: ProjectService,
  { limit }: Limits,
): Router<RequestState> {
  const router = new Router<RequestState>({ prefix: '/api' })
  router.get('/projects/:id/members', limit('api'), async (ctx) => {
    ctx.body = { data: await members.list(requireUser(ctx), readParams(ctx, Params).id) }
  })
  router.post('/projects/:id/members', limit('write'), async (ctx) => {
    const { id } = readParams(ctx, Params)
    ctx.body = { data: await members.add(requireUser(ctx), id, await readBody(ctx, AddMemberInput)) }
    ctx.status = 201
  })
  router.put('/projects/:id/members/:userId', limit('write'), async (ctx) => {
    const { id, userId } = readParams(ctx, MemberParams)
    const { role } = await readBody(ctx, UpdateMemberInput)
    ctx.body = { data: await members.setRole(requireUser(ctx), id, userId, role) }
  })
  router.delete('/projects/:id/members/:userId', limit('write'), async (ctx) => {
    const { id, userId } = readParams(ctx, MemberParams)
    await members.remove(requireUser(ctx), id, userId)
    ctx.status = 204
  })
  router.get('/projects/:id/share-links', limit('api'), async (ctx) => {
    ctx.body = { data: await members.listLinks(requireUser(ctx), readParams(ctx, Params).id) }
  })
  router.post('/projects/:id/share-links', limit('write'), async (ctx) => {
    const { id } = readParams(ctx, Params)
    ctx.body = await members.createLink(
      requireUser(ctx),
      id,
      await readBody(ctx, CreateShareLinkInput),
      publicOrigin(ctx),
    )
    ctx.status = 201
  })
  router.delete('/projects/:id/share-links/:linkId', limit('write'), async (ctx) => {
    const { id, linkId } = readParams(ctx, LinkParams)
    await members.removeLink(requireUser(ctx), id, linkId)
    ctx.status = 204
  })
  router.post('/share-links/accept', limit('signIn'), async (ctx) => {
    const actor = requireUser(ctx)
    const projectId = await members.acceptLink(actor, (await readBody(ctx, AcceptShareLinkInput)).token)
    ctx.body = await projects.get(actor, projectId)
  })
  return router
}
