import { ANYBODY, type Caller } from '@axiom/shared/access/audience'
import { ABILITIES, hasRole, type Ability, type Role } from '@axiom/shared/access/roles'
import { AppError } from '@axiom/shared/errors'

import type { Actor, UserActor } from '../auth/index.ts'
import type { ProjectStore } from './store.ts'
import type { ResolvedProject } from './stored.ts'

/** The one place that decides who may do what in a project: for HTTP, sockets, jobs and commands. */
export interface ProjectAccess {
  roleOf(userId: string, projectId: string): Promise<Role | null>
  /** By id or slug; null for none. */
  resolve(idOrSlug: string): Promise<ResolvedProject | null>
  /** The same. Throws `not_found` for none. */
  get(idOrSlug: string): Promise<ResolvedProject>
  /** The project that had this address, when nobody has it now. */
  findMoved(slug: string): Promise<ResolvedProject | null>
  /** The actor as rules and guards look at him. App users and API keys are somebody in their own project only. */
  callerOf(actor: Actor, projectId: string): Promise<Caller>
  /**
   * The actor's role when it is enough. Throws `unauthenticated` for nobody, `not_found` without any access (a missing and a
   * forbidden project answer alike), `forbidden` when the role is too weak.
   */
  authorize(actor: Actor, projectId: string, ability: Ability): Promise<Role>
}

/** Of a stranger's account nobody here knows whether its address is his own; a member was let in by it. */
function builder({ email }: UserActor, role: Role | null): Caller {
  return { signedIn: true, role, ...(role === null ? {} : { claims: { role, email } }) }
}

export function createProjectAccess(store: ProjectStore): ProjectAccess {
  async function roleOf(userId: string, projectId: string): Promise<Role | null> {
    const [project, member] = await Promise.all([store.find(projectId), store.findMember(projectId, userId)])
    return project ? (member?.role ?? null) : null
  }
  return {
    roleOf,
    resolve: (idOrSlug) => store.resolve(idOrSlug),
    async get(idOrSlug) {
      const project = await store.resolve(idOrSlug)
      if (!project) throw new AppError('not_found')
      return project
    },
    async findMoved(slug) {
      const id = await store.findOldSlug(slug)
      return id === null ? null : store.resolve(id)
    },
    async callerOf(actor, projectId) {
      if (actor.kind === 'user') return builder(actor, await roleOf(actor.userId, projectId))
      if (actor.kind === 'anonymous' || actor.projectId !== projectId) return ANYBODY
      if (actor.kind === 'apiKey') return { signedIn: true, role: null, scopes: actor.scopes }
      const { roles, claims, email, verified } = actor
      return {
        signedIn: true,
        role: null,
        appRoles: roles,
        // Whoever registers can type any address: it says who he is once he has proved it.
        claims: { ...claims, roles, ...(verified ? { email } : {}) },
      }
    },
    async authorize(actor, projectId, ability) {
      if (actor.kind !== 'user') throw new AppError('unauthenticated')
      const role = await roleOf(actor.userId, projectId)
      if (role === null) throw new AppError('not_found')
      if (!hasRole(role, ABILITIES[ability])) throw new AppError('forbidden')
      return role
    },
  }
}
