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

export type Actor = UserActor | AnonymousActor
