import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

export type CollaborationMetrics = ReturnType<typeof createCollaborationMetrics>

/** Numbers of the collaboration door, registered once per registry. */
export function createCollaborationMetrics(registry: Registry) {
  const registers = [registry]
  return {
    sockets: new Gauge({ name: 'collaboration_sockets', help: 'Open collaboration sockets', registers }),
    documents: new Gauge({ name: 'collaboration_documents', help: 'Documents in memory', registers }),
    append: new Histogram({
      name: 'collaboration_append_seconds',
      help: 'From an update to its durable entry in the log',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
    outage: new Gauge({ name: 'collaboration_outage', help: '1 while the update log cannot store edits', registers }),
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
    fannedIn: new Counter({
      name: 'collaboration_fanned_in_total',
      help: 'Updates of other replicas by the way they came: the bus, or the log',
      labelNames: ['way'],
      registers,
    }),
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
