import type { AppUser, Visitor } from '@axiom/shared/contracts/appUsers'

import type { StoredAppUser } from './userStore.ts'

/** An account as members of the project see it: without its secrets. */
export function presentAppUser({ _id: id, passwordHash, projectId: _, ...rest }: StoredAppUser): AppUser {
  return { id, ...rest, claims: rest.claims ?? {}, invited: passwordHash === null }
}

/** An account as its own owner sees it. */
export function presentVisitor({ _id: id, name, email, roles, verified }: StoredAppUser): Visitor {
  return { id, name, email, roles, verified, member: false }
}
