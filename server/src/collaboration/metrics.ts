import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export type CollaborationMetrics = ReturnType<typeof createCollaborationMetrics>

/** Numbers of the collaboration door, registered once per registry; `docs/monitoring.md` says what they tell. */
export function createCollaborationMetrics(registry: Registry) {
  const registers = [registry]
  return {
    ...logMetrics(registers),
    ...replicaMetrics(registers),
    sockets: new Gauge({ name: 'collaboration_sockets', help: 'Open collaboration sockets', registers }),
    documents: new Gauge({ name: 'collaboration_documents', help: 'Documents in memory', registers }),
    lag: new Gauge({
      name: 'collaboration_loop_lag_seconds',
      help: 'How late the event loop is, a short mean',
      registers,
    }),
    pressure: new Gauge({
      name: 'collaboration_pressure',
      help: '0: all is well, 1: fewer pointers, 2: no pointers, 3: nobody more is let in',
      registers,
    }),
    updates: new Counter({
      name: 'collaboration_updates_total',
      help: 'Updates of clients by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    closed: new Counter({
      name: 'collaboration_closed_total',
      help: 'Sockets that the server ended, by close code',
      labelNames: ['code'],
      registers,
    }),
  }
}

/** What becomes of edits and their logs. */
function logMetrics(registers: Registry[]) {
  return {
    append: new Histogram({
      name: 'collaboration_append_seconds',
      help: 'From an update to its durable entry in the log',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
    appendErrors: new Counter({
      name: 'collaboration_append_errors_total',
      help: 'Tries to store an edit that failed; edits of people are tried again',
      registers,
    }),
    inFlight: new Gauge({ name: 'collaboration_appends_in_flight', help: 'Edits on their way to the log', registers }),
    logChunks: new Gauge({
      name: 'collaboration_log_chunks',
      help: 'Entries of the logs of documents in memory since their last snapshot',
      registers,
    }),
    compaction: new Histogram({
      name: 'collaboration_compaction_seconds',
      help: 'From the wish to compact a log to its snapshot',
      buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30],
      registers,
    }),
    compactionErrors: new Counter({
      name: 'collaboration_compaction_errors_total',
      help: 'Compactions that failed; each is tried again',
      registers,
    }),
    compactionLag: new Gauge({
      name: 'collaboration_compaction_lag_seconds',
      help: 'How long the log that waits longest has been due for compaction; 0 when none is',
      registers,
    }),
    pending: new Gauge({
      name: 'collaboration_pending_documents',
      help: 'Documents in memory in which an update waits for one that is missing; 0 unless a log has a gap',
      registers,
    }),
    outage: new Gauge({ name: 'collaboration_outage', help: '1 while the update log cannot store edits', registers }),
    epochs: new Counter({
      name: 'collaboration_epochs_total',
      help: 'Logs that have begun a new epoch',
      registers,
    }),
    quarantined: new Counter({
      name: 'collaboration_quarantined_total',
      help: 'Log entries skipped at load',
      registers,
    }),
  }
}

/** What replicas have of each other. */
function replicaMetrics(registers: Registry[]) {
  return {
    fannedIn: new Counter({
      name: 'collaboration_fanned_in_total',
      help: 'Updates of other replicas by the way they came: the bus, or the log',
      labelNames: ['way'],
      registers,
    }),
    busUp: new Gauge({
      name: 'collaboration_bus_up',
      help: '1 while the bus between replicas carries messages',
      registers,
    }),
    busRoundTrip: new Histogram({
      name: 'collaboration_bus_round_trip_seconds',
      help: 'From a message on the bus until its own sender hears it, every 5 s',
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5],
      registers,
    }),
    replicas: new Gauge({
      name: 'collaboration_replicas',
      help: 'Replicas that are heard over the bus, this one included',
      registers,
    }),
    compared: new Counter({
      name: 'collaboration_compared_total',
      help: 'States of documents compared with those of other replicas',
      registers,
    }),
    diverged: new Counter({
      name: 'collaboration_diverged_total',
      help: 'Documents that differ between two replicas though both have all of the log; never expected',
      registers,
    }),
  }
}
