import type { AppClaims } from '@axiom/shared/contracts/appUsers'
import { newId } from '@axiom/shared/ids'

import type { StoredAppUser } from './userStore.ts'

type Given = Pick<StoredAppUser, 'projectId' | 'name' | 'email' | 'passwordHash'> & {
  roles?: string[]
  claims?: AppClaims | undefined
}

/** A new account; its id begins with the time, so that the id alone gives the order. */
export function newAppUser({ roles = [], claims = {}, ...given }: Given, now: number): StoredAppUser {
  return {
    _id: `${now.toString(36).padStart(9, '0')}${newId(8)}`,
    ...given,
    roles,
    claims,
    verified: false,
    blocked: false,
    createdAt: new Date(now).toISOString(),
    lastSeenAt: null,
  }
}
