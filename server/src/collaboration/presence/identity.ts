import type { PresenceUser } from '@axiom/shared/protocol/awareness'
import { inkOf, inksFrom } from '@axiom/shared/protocol/ink'
import type { Connection, Document } from '@hocuspocus/server'

/** A tab has one Awareness id; a second one is left for a provider that was rebuilt on the same socket. */
const MAX_CLIENTS = 2

/** Who a user is on this document: always the same colour while present, and a free one as long as there are some. */
export function identify(document: Document, user: { userId: string; name: string }): PresenceUser {
  const taken = new Set<number>()
  for (const state of document.awareness.getStates().values()) {
    const other: unknown = state['user']
    if (!isStamp(other)) continue
    if (other.id === user.userId) return { id: user.userId, name: user.name.slice(0, 80), colour: other.colour }
    taken.add(other.colour)
  }
  const first = inkOf(user.userId, document.name)
  const colour = inksFrom(first).find((ink) => !taken.has(ink)) ?? first
  return { id: user.userId, name: user.name.slice(0, 80), colour }
}

/**
 * True when `connection` may speak for the Awareness client: nobody else does, or the same user does from an older socket,
 * which then loses it, so that its late end does not remove the newer state.
 */
export function claimClient(
  document: Document,
  connection: Connection,
  { clientId, clock, userId }: { clientId: number; clock: number; userId: string },
): boolean {
  const own: Set<unknown> = document.getClients(connection)
  if (own.has(clientId)) return true
  // Stock providers send back what they hear of others; only its owner raises the clock.
  if (clock <= (document.awareness.meta.get(clientId)?.clock ?? -1)) return false
  // Also when its owner is on another replica.
  const present: unknown = document.awareness.getStates().get(clientId)?.['user']
  if (isStamp(present) && present.id !== userId) return false
  if (own.size >= MAX_CLIENTS) return false
  for (const [other, { clients }] of document.connections) {
    if (!clients.has(clientId)) continue
    if (actorId(other) !== userId) return false
    clients.delete(clientId)
  }
  own.add(clientId)
  return true
}

function actorId(connection: Connection): unknown {
  const context: unknown = connection.context
  return typeof context === 'object' && context !== null && 'actorId' in context ? context.actorId : null
}

function isStamp(value: unknown): value is PresenceUser {
  return typeof value === 'object' && value !== null && 'id' in value && 'colour' in value
}
