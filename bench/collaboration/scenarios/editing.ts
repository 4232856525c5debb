import type { Budget, Column, Medians, Scenario } from '../../scenario.ts'
import { fill, gather, leave } from '../crowd.ts'
import { runLoad } from '../load.ts'
import { Recorder } from '../recorder.ts'
import { REPLICATED, startTarget, TARGETS, type TargetName } from '../targets.ts'

interface Shape {
  name: string
  title: string
  documents: number
  clients: number
  writers: number
  editsPerSecond: number
  cursorsPerSecond: number
  /** Every client a whole editor, or only a few of them. */
  full: number
  widgets: number
  /** Whether `--scale` shrinks the number of documents or of clients. */
  scales: 'documents' | 'clients' | null
  budgets: readonly Budget[]
  subjects?: readonly TargetName[]
}

const COLUMNS: readonly Column[] = [
  { key: 'editP50', label: 'edit → remote p50 ms', digits: 2 },
  { key: 'editP99', label: 'edit p99 ms', digits: 1 },
  { key: 'ackP50', label: 'ack p50 ms', digits: 2 },
  { key: 'ackP99', label: 'ack p99 ms', digits: 1 },
  { key: 'cursorP50', label: 'cursor p50 ms', digits: 2 },
  { key: 'cursorP99', label: 'cursor p99 ms', digits: 1 },
  { key: 'cpuPer1000', label: 'CPU ms / 1,000 deliveries', digits: 2 },
  { key: 'cpuShare', label: 'CPU %', digits: 0 },
  { key: 'loopP99', label: 'loop delay p99 ms', digits: 1 },
  { key: 'rssMb', label: 'RSS MB', digits: 0 },
  { key: 'deliveredShare', label: 'edits delivered %', digits: 1 },
  { key: 'deliveriesPerSecond', label: 'deliveries/s', digits: 0 },
  { key: 'benchLateP99', label: 'clients late p99 ms', digits: 1 },
]

const of = (medians: Medians, target: TargetName, key: string): number => medians[target]?.[key] ?? NaN
const ratio = (medians: Medians, other: TargetName, key: string): number =>
  of(medians, 'Axiom', key) / of(medians, other, key)

/** Ten people in one document, as they really work. */
export const editors = editing({
  name: 'editors',
  title: '10 editors in one document: 10 edits/s each, cursors at 20 Hz',
  documents: 1,
  clients: 10,
  writers: 10,
  editsPerSecond: 10,
  cursorsPerSecond: 20,
  full: 10,
  widgets: 200,
  scales: null,
  budgets: [
    { label: 'CPU ÷ T1', digits: 2, value: (m) => ratio(m, 'T1', 'cpuPer1000'), limit: () => 0.6 },
    { label: 'CPU ÷ T0', digits: 2, value: (m) => ratio(m, 'T0', 'cpuPer1000'), limit: () => 1.6 },
    {
      label: 'edit p50, T0 + 2 × fdatasync + 1 ms',
      digits: 2,
      value: (m) => of(m, 'Axiom', 'editP50'),
      limit: (m, sync) => of(m, 'T0', 'editP50') + 2 * sync.p50 + 1,
    },
    { label: 'edit p99 ms', digits: 1, value: (m) => of(m, 'Axiom', 'editP99'), limit: () => 10 },
    { label: 'ack p50 ms', digits: 2, value: (m) => of(m, 'Axiom', 'ackP50'), limit: () => 2 },
    {
      label: 'ack p99 ms (10, or 2 × fdatasync p99 + 5)',
      digits: 1,
      value: (m) => of(m, 'Axiom', 'ackP99'),
      limit: (_m, sync) => (sync.p99 <= 1 ? 10 : 2 * sync.p99 + 5),
    },
    { label: 'main-loop delay p99 ms', digits: 1, value: (m) => of(m, 'Axiom', 'loopP99'), limit: () => 5 },
  ],
})

/** A busy server. */
export const documents = editing({
  name: 'documents',
  title: '100 documents × 10 editors: 2 edits/s each, no cursors',
  documents: 100,
  clients: 10,
  writers: 10,
  editsPerSecond: 2,
  cursorsPerSecond: 0,
  full: 0,
  widgets: 20,
  scales: 'documents',
  budgets: [
    { label: 'CPU ÷ T0', digits: 2, value: (m) => ratio(m, 'T0', 'cpuPer1000'), limit: () => 1.4 },
    { label: 'ack p50 ms', digits: 2, value: (m) => of(m, 'Axiom', 'ackP50'), limit: () => 6 },
  ],
})

/** A lecture hall. */
export const crowd = editing({
  name: 'crowd',
  title: 'one document × 500 clients: 20 of them make 1 edit/s each',
  documents: 1,
  clients: 500,
  writers: 20,
  editsPerSecond: 1,
  cursorsPerSecond: 0,
  full: 0,
  widgets: 100,
  scales: 'clients',
  budgets: [
    { label: 'edit p99 ÷ T0', digits: 2, value: (m) => ratio(m, 'T0', 'editP99'), limit: () => 1.3 },
    { label: 'CPU ÷ T0', digits: 2, value: (m) => ratio(m, 'T0', 'cpuPer1000'), limit: () => 1.15 },
  ],
})

/** The same ten people, half of them at another process. Redis and the database use CPU of their own, which is not counted. */
export const replicas = editing({
  name: 'replicas',
  title: '10 editors in one document, 5 at each of two processes: 10 edits/s each, cursors at 20 Hz',
  documents: 1,
  clients: 10,
  writers: 10,
  editsPerSecond: 10,
  cursorsPerSecond: 20,
  full: 10,
  widgets: 200,
  scales: null,
  budgets: [],
  subjects: REPLICATED,
})

function editing(shape: Shape): Scenario {
  const { subjects = TARGETS } = shape
  return {
    name: shape.name,
    title: shape.title,
    subjects,
    columns: COLUMNS,
    budgets: shape.budgets,
    async run(subject, options) {
      const target = subjects.find((name) => name === subject)
      if (target === undefined) throw new Error(`no such target: ${subject}`)
      const count = (all: number, what: Shape['scales']): number =>
        shape.scales === what ? Math.max(2, Math.round(all * options.scale)) : all
      const size = count(shape.clients, 'clients')
      const running = await startTarget(target, options.profile)
      try {
        const place = await running.prepare(count(shape.documents, 'documents'))
        await fill(running, place, shape.widgets)
        const recorder = new Recorder()
        const clients = await gather({ running, place, size, recorder, full: shape.full, widgets: shape.widgets })
        const result = await runLoad({
          running,
          clients,
          recorder,
          writers: clients.filter((_, i) => i % size < shape.writers),
          editsPerSecond: shape.editsPerSecond,
          cursorsPerSecond: shape.cursorsPerSecond,
          receivers: size - 1,
          warmUpMs: options.quick ? 500 : 2000,
          measureMs: options.quick ? 1500 : 8000,
        })
        await leave(clients)
        return result
      } finally {
        await running.stop()
      }
    },
  }
}
