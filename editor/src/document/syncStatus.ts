/** Why edits do not reach the server at the moment. */
export type SyncProblem = 'network' | 'signedOut' | 'noAccess' | 'tooOld' | 'tooLarge' | 'refused'

/** Where edits are kept on this device: in the local store, only in this tab, or nowhere because writing failed. */
export type Keeping = 'kept' | 'memory' | 'failed'

/** What the status bar says, always true. `saving` for less than 400 ms is not worth showing: that is the page's matter. */
export interface SyncStatus {
  /** `fork`: one works on a suggestion, of which the server hears only when it is sent. */
  kind: 'connecting' | 'saved' | 'saving' | 'offline' | 'outage' | 'readOnly' | 'fork'
  /** Own changes that the server has not acknowledged. */
  changes: number
  problem: SyncProblem | null
  keeping: Keeping
}

/** Everything that is known; nothing else decides what the page claims. */
export interface SyncFacts {
  phase: 'idle' | 'connecting' | 'live' | 'waiting' | 'stopped'
  /** navigator.onLine: an open socket may be cut without being closed. */
  networkUp: boolean
  /** Our first step 2 of this connection is out: from here on the counts below cover every edit. */
  handshaken: boolean
  readOnly: boolean
  /** The server is there, but can store nothing at the moment. */
  outage: boolean
  /** Messages on their way without an acknowledgement. */
  outstanding: number
  /** A batch of updates waits for its 40 ms. */
  batched: boolean
  /** Changes since the last acknowledged snapshot. */
  changes: number
  problem: SyncProblem | null
  keeping: Keeping
  /** Some edit is not on this device yet, so "n changes on this device" would be a lie. */
  writing: boolean
}

/** The truth table of the sync status: *Saved* only if nothing is batched, outstanding or unlike the acknowledged snapshot. */
export function describeSync(facts: SyncFacts): SyncStatus {
  const { changes, keeping } = facts
  const status = (kind: SyncStatus['kind'], problem: SyncProblem | null = null): SyncStatus => ({
    kind,
    changes,
    problem,
    keeping,
  })
  if (facts.phase === 'stopped') return status(facts.problem === 'signedOut' ? 'offline' : 'readOnly', facts.problem)
  if (!facts.networkUp || facts.phase === 'waiting') {
    return facts.writing && changes > 0 ? status('saving') : status('offline', facts.problem ?? 'network')
  }
  if (facts.phase === 'idle' || (facts.phase === 'connecting' && changes === 0)) return status('connecting')
  if (facts.readOnly) return status('readOnly', changes > 0 ? 'noAccess' : null)
  if (facts.outage) return status('outage')
  if (facts.phase === 'connecting' || !facts.handshaken) return status('saving')
  return status(facts.outstanding > 0 || facts.batched || changes > 0 ? 'saving' : 'saved')
}
