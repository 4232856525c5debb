import { setTimeout as sleep } from 'node:timers/promises'

import type { Options } from '../../options.ts'
import type { Medians, Scenario } from '../../scenario.ts'
import { median } from '../../stats.ts'
import type { Place } from '../axiomProjects.ts'
import { fill, leave, open } from '../crowd.ts'
import { startTarget, type Running, type TargetName } from '../targets.ts'

const SUBJECTS = ['T1', 'T1b', 'Axiom'] as const satisfies readonly TargetName[]
const WARM_UP = 3
const ONE_BY_ONE = 12
const AT_ONCE = 16
/** Stock Hocuspocus stores 2–10 s after an edit; a restart before that would find nothing. */
const STORED_MS = 3000

const axiom = (medians: Medians, key: string): number => medians['Axiom']?.[key] ?? NaN

/** Somebody opens a large project for the first time. The relay keeps no document, so it has no place here. */
export const newcomer: Scenario = {
  name: 'newcomer',
  title: 'a first visit to a document with 10,000 widgets',
  subjects: SUBJECTS,
  columns: [
    { key: 'cpu', label: 'CPU ms per newcomer', digits: 1 },
    { key: 'wait', label: 'until all is there, ms', digits: 1 },
    { key: 'kilobytes', label: 'received kB', digits: 0 },
    { key: 'cpuAtOnce', label: `CPU ms for ${AT_ONCE} at once`, digits: 0 },
    { key: 'waitAtOnce', label: `longest wait of ${AT_ONCE}, ms`, digits: 0 },
    { key: 'waitCold', label: 'first after a restart, ms', digits: 0 },
    { key: 'cpuCold', label: 'CPU ms of that first one', digits: 0 },
  ],
  budgets: [
    { label: 'CPU ms per newcomer', digits: 1, value: (m) => axiom(m, 'cpu'), limit: () => 5 },
    {
      label: `longest wait of ${AT_ONCE} at once, ms`,
      digits: 0,
      value: (m) => axiom(m, 'waitAtOnce'),
      limit: () => 100,
    },
    { label: 'first after a restart, ms', digits: 0, value: (m) => axiom(m, 'waitCold'), limit: () => 100 },
  ],
  async run(subject, options) {
    const target = SUBJECTS.find((name) => name === subject)
    if (target === undefined) throw new Error(`no such target: ${subject}`)
    const running = await startTarget(target, options.profile)
    try {
      return await visit(running, options)
    } finally {
      await running.stop()
    }
  },
}

async function visit(running: Running, { quick }: Options): Promise<Record<string, number>> {
  const place = await running.prepare(1)
  await fill(running, place, quick ? 2000 : 10_000)
  // Somebody is there already, so that the document stays in memory.
  const resident = await enter(running, place)
  for (let i = 0; i < WARM_UP; i++) await (await enter(running, place)).client.close()
  const before = await running.process.ask()
  const waits: number[] = []
  let bytes = 0
  for (let i = 0; i < ONE_BY_ONE; i++) {
    const { client, ms } = await enter(running, place)
    waits.push(ms)
    bytes = client.received.bytes
    await client.close()
  }
  const between = await running.process.ask()
  const together = await Promise.all(Array.from({ length: AT_ONCE }, () => enter(running, place)))
  const after = await running.process.ask()
  await leave([...together.map(({ client }) => client), resident.client])
  return {
    cpu: (between.cpu - before.cpu) / ONE_BY_ONE,
    wait: median(waits),
    kilobytes: bytes / 1000,
    cpuAtOnce: after.cpu - between.cpu,
    waitAtOnce: Math.max(...together.map(({ ms }) => ms)),
    ...(running.name === 'T1b' ? {} : await visitCold(running, place)),
  }
}

async function visitCold(running: Running, place: Place): Promise<Record<string, number>> {
  await sleep(STORED_MS)
  await running.restart()
  const before = await running.process.ask()
  const { client, ms } = await enter(running, place)
  const after = await running.process.ask()
  const found = client.received.syncBytes
  await client.close()
  if (found < 10_000) throw new Error(`${running.name} has lost the document over a restart`)
  return { waitCold: ms, cpuCold: after.cpu - before.cpu }
}

/** From opening the socket until the whole document has arrived. The client reads it but does not build it. */
async function enter(running: Running, { documents, tokens }: Place) {
  const from = performance.now()
  const client = await open(running, { document: documents[0] ?? '', token: tokens[0] ?? '' }, 'reader')
  return { client, ms: client.arrivedAt - from }
}
