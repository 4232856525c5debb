import type Router from '@koa/router'
import { z } from 'zod'

import type { Db } from '../../platform/db/port.ts'
import type { ResolveTxt } from '../../platform/dns/txt.ts'
import type { RequestState } from '../../platform/http/types.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { Mount } from '../auth/index.ts'
import type { Purges } from '../projects/index.ts'
import { createHosts, type Hosts } from './hosts.ts'
import { createProver } from './prove.ts'
import { domainRoutes } from './routes.ts'
import { createDomainService, type DomainServiceDeps } from './service.ts'
import { createDomainStore, type DomainStore } from './store.ts'

/** A domain that nobody proved by then is looked at only when somebody asks. */
const WAITED_MS = 3 * 24 * 3_600_000

export interface Domains {
  routes: Router<RequestState>
  projectOf: Hosts['projectOf']
  provedBy: DomainStore['provedBy']
}

/** Domains of people's own, proved by a TXT record, and proved again every hour. */
export async function createDomains(
  deps: Omit<DomainServiceDeps, 'store' | 'hosts' | 'prove'> & {
    db: Db
    mount: Mount
    jobs: Jobs
    purges: Purges
    resolveTxt: ResolveTxt
  },
): Promise<Domains> {
  const { db, mount, jobs, resolveTxt, now } = deps
  const store = await createDomainStore(db)
  deps.purges.add(({ id }) => store.forgetProject(id))
  const prove = createProver(store, resolveTxt, now)
  const hosts = createHosts(store, now)
  const { schedule } = jobs.define({
    kind: 'domains.prove',
    payload: z.null(),
    concurrency: 1,
    timeoutMs: 30 * 60_000,
    async run(_, { signal }) {
      for (const domain of await store.toCheck(new Date(now() - WAITED_MS).toISOString())) {
        if (signal.aborted) return
        await prove(domain)
      }
    },
  })
  await schedule({ name: 'domains.prove', cron: '41 * * * *', payload: null })
  return {
    routes: domainRoutes(mount, createDomainService({ ...deps, store, hosts, prove })),
    projectOf: hosts.projectOf,
    provedBy: store.provedBy,
  }
}
