import { membersApi } from '@axiom/shared/contracts/members'
import type Router from '@koa/router'

import { publicOrigin } from '../../platform/http/origin.ts'
import type { RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import type { ProjectService } from '../projects/index.ts'
import type { MemberService } from './service.ts'

export function memberRoutes(mount: Mount, members: MemberService, projects: ProjectService): Router<RequestState> {
  return mount(membersApi, {
    list: async ({ actor, params }) => ({ data: await members.list(actor, params.id) }),
    add: async ({ actor, params, body }) => ({ data: await members.add(actor, params.id, body) }),
    setRole: async ({ actor, params, body }) => ({
      data: await members.setRole(actor, params.id, params.userId, body.role),
    }),
    remove: ({ actor, params }) => members.remove(actor, params.id, params.userId),
    listLinks: async ({ actor, params }) => ({ data: await members.listLinks(actor, params.id) }),
    createLink: ({ ctx, actor, params, body }) => members.createLink(actor, params.id, body, publicOrigin(ctx)),
    removeLink: ({ actor, params }) => members.removeLink(actor, params.id, params.linkId),
    acceptLink: async ({ actor, body }) => projects.get(actor, await members.acceptLink(actor, body.token)),
  })
}
