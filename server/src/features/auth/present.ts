import type { User } from '@axiom/shared/contracts/auth'

import type { StoredUser } from './userStore.ts'

/** An account without its secrets. */
export function presentUser({ _id: id, name, email, role, createdAt }: StoredUser): User {
  return { id, name, email, role, createdAt }
}
