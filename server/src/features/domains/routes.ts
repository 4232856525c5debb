import { domainsApi } from '@axiom/shared/contracts/domains'
import { AppError } from '@axiom/shared/errors'
import type Router from '@koa/router'

import type { RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import type { DomainService } from './service.ts'

export function domainRoutes(mount: Mount, domains: DomainService): Router<RequestState> {
  return mount(domainsApi, {
    list: async ({ actor, params }) => ({ data: await domains.list(actor, params.id) }),
    add: ({ actor, params, body }) => domains.add(actor, params.id, body.host),
    check: ({ actor, params }) => domains.check(actor, params.id, params.domainId),
    remove: ({ actor, params }) => domains.remove(actor, params.id, params.domainId),
    async allowed({ query: { domain } }) {
      if (!(await domains.isServed(domain.toLowerCase()))) throw new AppError('not_found')
      return { domain }
    },
  })
}
