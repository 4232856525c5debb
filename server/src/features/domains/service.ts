import type { Domain } from '@axiom/shared/contracts/domains'
import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'

import type { UserActor } from '../auth/index.ts'
import type { ProjectAccess } from '../projects/index.ts'
import type { Hosts } from './hosts.ts'
import { GRACE_MS, type Prove, recordOf } from './prove.ts'
import type { DomainStore, StoredDomain } from './store.ts'

/** Of one project. */
const MOST = 20

export interface DomainServiceDeps {
  store: DomainStore
  hosts: Hosts
  prove: Prove
  access: ProjectAccess
  now: () => number
  /** Apps are its subdomains; nobody can map one of these, nor the editor's own host. */
  appsDomain: string
  publicHost: string | null
}

export function createDomainService({ store, hosts, prove, access, now, appsDomain, publicHost }: DomainServiceDeps) {
  async function find(projectId: string, id: string): Promise<StoredDomain> {
    const domain = await store.find(projectId, id)
    if (!domain) throw new AppError('not_found')
    return domain
  }

  async function present(domain: StoredDomain): Promise<Domain> {
    const { _id: id, host, provenHost, failingSince, problem, checkedAt, projectId } = domain
    const project = await access.resolve(projectId)
    return {
      id,
      host,
      state: provenHost === null ? 'waiting' : failingSince === null ? 'proven' : 'failing',
      problem,
      record: recordOf(domain),
      target: `${project?.slug ?? ''}.${appsDomain}`,
      checkedAt,
      endsAt: failingSince === null ? null : new Date(Date.parse(failingSince) + GRACE_MS).toISOString(),
    }
  }

  function demandForeign(host: string): void {
    const isOurs = host === publicHost || host === appsDomain || host.endsWith(`.${appsDomain}`)
    if (isOurs || host === 'localhost' || host.endsWith('.localhost'))
      throw new AppError('domain_taken', {
        message: 'This name belongs to this server itself. Add a domain of your own.',
      })
  }

  return {
    async list(actor: UserActor, projectId: string): Promise<Domain[]> {
      await access.authorize(actor, projectId, 'publishing.publish')
      return Promise.all((await store.list(projectId)).map(present))
    },

    /** Anybody may ask for any name: it stands in nobody's way until it is proved. */
    async add(actor: UserActor, projectId: string, host: string): Promise<Domain> {
      await access.authorize(actor, projectId, 'publishing.publish')
      demandForeign(host)
      if ((await store.list(projectId)).length >= MOST)
        throw new AppError('quota_exceeded', { message: `A project has at most ${MOST} domains. Remove one first.` })
      const domain: StoredDomain = {
        _id: newId(),
        projectId,
        host,
        token: newId(32),
        provenHost: null,
        failingSince: null,
        problem: null,
        checkedAt: null,
        createdAt: new Date(now()).toISOString(),
      }
      if (!(await store.insert(domain)))
        throw new AppError('domain_taken', { message: 'This project has this domain already.' })
      return present(domain)
    },

    async check(actor: UserActor, projectId: string, id: string): Promise<Domain> {
      await access.authorize(actor, projectId, 'publishing.publish')
      const checked = await prove(await find(projectId, id))
      hosts.forget(checked.host)
      return present(checked)
    },

    async remove(actor: UserActor, projectId: string, id: string): Promise<void> {
      await access.authorize(actor, projectId, 'publishing.publish')
      const { host } = await find(projectId, id)
      await store.remove(projectId, id)
      hosts.forget(host)
    },

    /** Whether a certificate may be fetched for a host. */
    async isServed(host: string): Promise<boolean> {
      if (host === publicHost) return true
      if (!host.endsWith(`.${appsDomain}`)) {
        const projectId = await hosts.projectOf(host)
        return projectId !== null && (await access.resolve(projectId)) !== null
      }
      const slug = host.slice(0, -appsDomain.length - 1)
      const project = await access.resolve(slug)
      return project?.slug === slug || (await access.findMoved(slug)) !== null
    },
  }
}

export type DomainService = ReturnType<typeof createDomainService>
