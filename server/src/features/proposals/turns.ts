/**
 * One decision on a proposal after the other: of two who accept at once, the second finds it done. Replicas do not wait for each
 * other: there both make the same edit, which for values is one.
 */
export function createTurns() {
  const last = new Map<string, Promise<unknown>>()
  return async <T>(proposalId: string, decide: () => Promise<T>): Promise<T> => {
    const turn = (last.get(proposalId) ?? Promise.resolve()).then(decide)
    // The next one does not care how this one ended; its caller hears it.
    const ended = turn.catch(() => undefined)
    last.set(proposalId, ended)
    try {
      return await turn
    } finally {
      if (last.get(proposalId) === ended) last.delete(proposalId)
    }
  }
}
