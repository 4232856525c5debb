/** Who asks. Rights are never read from it: `ProjectAccess` decides by the id. */
export interface UserActor {
  kind: 'user'
  userId: string
  sessionId: string
  name: string
  email: string
  role: 'user' | 'admin'
}

export interface AnonymousActor {
  kind: 'anonymous'
  address: string
}

/** Somebody who uses one published app: known in that project only. */
export interface AppUserActor {
  kind: 'appUser'
  userId: string
  projectId: string
  sessionId: string
  name: string
  email: string
  /** Roles of the app, as they are now. */
  roles: readonly string[]
  /** The address has proved to be his. */
  verified: boolean
  /** What editors wrote down about him. */
  claims: Readonly<Record<string, string | number | boolean>>
}

/** A program with an API key of one project. */
export interface ApiKeyActor {
  kind: 'apiKey'
  keyId: string
  projectId: string
  scopes: readonly string[]
  name: string
}

export type Actor = UserActor | AppUserActor | ApiKeyActor | AnonymousActor

const HOLDER = 'key:'

/** What stands for a key where a user's or a session's id does: no id has a colon. */
export function keyHolder(keyId: string): string {
  return HOLDER + keyId
}

/** The key that stands there; null for people. */
export function holderOf(id: string): string | null {
  return id.startsWith(HOLDER) ? id.slice(HOLDER.length) : null
}

/** By which the end of a session or a key reaches what it has opened; null for who has none. */
export function sessionOf(actor: Actor): string | null {
  if (actor.kind === 'anonymous') return null
  return actor.kind === 'apiKey' ? keyHolder(actor.keyId) : actor.sessionId
}

/** Whom limits count: a key by itself, people by their address. */
export function clientOf(actor: Actor, address: string): string {
  return actor.kind === 'apiKey' ? keyHolder(actor.keyId) : address
}
