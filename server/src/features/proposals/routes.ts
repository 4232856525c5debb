import { proposalsApi } from '@axiom/shared/contracts/proposals'
import type Router from '@koa/router'

import type { RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import type { ProposalService } from './service.ts'

export function proposalRoutes(mount: Mount, proposals: ProposalService): Router<RequestState> {
  return mount(proposalsApi, {
    list: async ({ actor, params }) => ({ data: await proposals.list(actor, params.id) }),
    create: ({ actor, params, body }) => proposals.create(actor, params.id, body),
    get: ({ actor, params }) => proposals.get(actor, params.id, params.proposalId),
    state: ({ actor, params }) => proposals.state(actor, params.id, params.proposalId),
    accept: ({ actor, params, body }) => proposals.accept(actor, params.id, params.proposalId, body),
    discard: ({ actor, params, body }) => proposals.discard(actor, params.id, params.proposalId, body),
    undo: ({ actor, params }) => proposals.undo(actor, params.id, params.proposalId),
  })
}
