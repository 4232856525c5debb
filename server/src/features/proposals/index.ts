import type Router from '@koa/router'

import type { Documents } from '../../collaboration/documents.ts'
import type { Db } from '../../platform/db/port.ts'
import type { RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import type { ProjectAccess, Purges } from '../projects/index.ts'
import { proposalRoutes } from './routes.ts'
import { createProposalService } from './service.ts'
import { createProposalStore } from './store.ts'
import { createTurns } from './turns.ts'

export interface ProposalsDeps {
  db: Db
  mount: Mount
  access: ProjectAccess
  documents: Documents
  purges: Purges
  now: () => number
}

/** Changes that somebody suggests and others decide on: by people, from rescued work, by programs. */
export async function createProposals(deps: ProposalsDeps): Promise<{ routes: Router<RequestState> }> {
  const { db, now } = deps
  const [store, inTurn] = await Promise.all([createProposalStore(db), createTurns(db, now)])
  deps.purges.add(({ id }) => store.forgetProject(id))
  const service = createProposalService({ ...deps, store, inTurn })
  return { routes: proposalRoutes(deps.mount, service) }
}
