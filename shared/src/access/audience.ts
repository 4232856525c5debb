import type { Audience } from '../document/views.ts'
import { hasRole, type Role } from './roles.ts'

/** Who asks for records, as far as rules look at it. */
export interface Caller {
  signedIn: boolean
  /** Of a member of the project; null for everybody else. */
  role: Role | null
}

/** True when a caller is in an audience. */
export function isInAudience(audience: Audience, { signedIn, role }: Caller): boolean {
  if (audience === 'public') return true
  return audience === 'signedIn' ? signedIn : hasRole(role, audience)
}
