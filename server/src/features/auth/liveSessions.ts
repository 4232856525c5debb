/** A session is looked up again after this time: so late can the end of one reach another process at worst. */
const FRESH_MS = 1_000
const MAX_ENTRIES = 20_000

interface Known {
  checkedAt: number
  live: boolean
}

export interface LiveSessions {
  isLive(sessionId: string): Promise<boolean>
  /** It ended here: nothing that was read before may say otherwise. */
  end(sessionId: string): void
}

/**
 * Whether a session still exists, which decides on every request and socket. The stored row is the truth, so that a restart forgets
 * no sign-out; it is read at most once a second per session.
 */
export function createLiveSessions(exists: (sessionId: string) => Promise<boolean>, now: () => number): LiveSessions {
  const known = new Map<string, Known>()

  function keep(sessionId: string, live: boolean): void {
    known.delete(sessionId)
    known.set(sessionId, { checkedAt: now(), live })
    if (known.size > MAX_ENTRIES) known.delete(known.keys().next().value ?? '')
  }

  return {
    async isLive(sessionId) {
      const entry = known.get(sessionId)
      if (entry && (!entry.live || now() - entry.checkedAt < FRESH_MS)) return entry.live
      const live = await exists(sessionId)
      // It may have ended while we read the row.
      if (known.get(sessionId)?.live === false) return false
      keep(sessionId, live)
      return live
    },
    end: (sessionId) => keep(sessionId, false),
  }
}
