import type { DomainProblem } from '@axiom/shared/contracts/domains'

import { type Collection, type Db, DuplicateKey } from '../../platform/db/port.ts'

export interface StoredDomain {
  _id: string
  projectId: string
  host: string
  /** What its owner puts into the TXT record; another one for each project that asks for the host. */
  token: string
  /** The host, while it is proved: one project has it at a time. */
  provenHost: string | null
  /** Since when the proof is gone, in ISO; null: it is there, or never was. */
  failingSince: string | null
  problem: DomainProblem | null
  checkedAt: string | null
  createdAt: string
}

type Change = Partial<Pick<StoredDomain, 'provenHost' | 'failingSince' | 'problem' | 'checkedAt'>>

export async function createDomainStore(db: Db) {
  const domains: Collection<StoredDomain> = db.collection('app_domains')
  await domains.createIndex({ projectId: 1, host: 1 }, { unique: true })
  await domains.createIndex({ provenHost: 1 }, { unique: true, sparse: true })

  /** Null for what the unique indexes refuse. */
  async function unlessTaken<T>(work: Promise<T>): Promise<T | null> {
    try {
      return await work
    } catch (error) {
      if (error instanceof DuplicateKey) return null
      throw error
    }
  }

  return {
    list: (projectId: string) => domains.find({ projectId }, { sort: { host: 1 } }),
    find: (projectId: string, id: string) => domains.findOne({ _id: id, projectId }),
    /** False when the project has it already. */
    insert: async (domain: StoredDomain): Promise<boolean> =>
      (await unlessTaken(domains.insertOne(domain).then(() => true))) ?? false,
    remove: (projectId: string, id: string) => domains.deleteOne({ _id: id, projectId }),
    /** Hosts that a project has proved, and whose proof is there, as they were added. */
    async provedBy(projectId: string): Promise<string[]> {
      const proved = { projectId, provenHost: { $ne: null }, failingSince: null }
      return (await domains.find(proved, { sort: { createdAt: 1 } })).map(({ host }) => host)
    },
    forgetProject: (projectId: string) => domains.deleteMany({ projectId }),
    findHolder: (host: string) => domains.findOne({ provenHost: host }),
    /** Null when the host is proved by another project, or the domain is gone. */
    update: ({ _id, projectId }: StoredDomain, change: Change): Promise<StoredDomain | null> =>
      unlessTaken(domains.findOneAndUpdate({ _id, projectId }, { $set: { ...change } })),
    /** Those that are served, and those that somebody added since. */
    toCheck: (addedSince: string): Promise<StoredDomain[]> =>
      domains.find({ $or: [{ provenHost: { $ne: null } }, { createdAt: { $gt: addedSince } }] }, { limit: 10_000 }),
  }
}

export type DomainStore = Awaited<ReturnType<typeof createDomainStore>>
