import { setTimeout as sleep } from 'node:timers/promises'

import type { Options } from '../../options.ts'
import type { Medians, Scenario } from '../../scenario.ts'
import { fill, gather, leave, open } from '../crowd.ts'
import { Recorder } from '../recorder.ts'
import { startTarget, TARGETS, type Running } from '../targets.ts'

const JOINS = 200
const CONNECTIONS = 400
const DOCUMENTS = 100
/** Opened before the counted ones: threads that start at the first use are no document's memory. */
const WARM_DOCUMENTS = 20
const WIDGETS = 20

const axiom = (medians: Medians, key: string): number => medians['Axiom']?.[key] ?? NaN

/** What it costs to come, and to be there without doing anything. */
export const resting: Scenario = {
  name: 'resting',
  title: 'joining a small document; silent connections; documents in memory',
  subjects: TARGETS,
  columns: [
    { key: 'joinCpu', label: 'CPU ms per join', digits: 2 },
    { key: 'connectionKb', label: 'RSS kB per connection', digits: 0 },
    { key: 'connectionUsedKb', label: 'heap kB per connection', digits: 0 },
    { key: 'documentKb', label: 'RSS kB per document and its connection', digits: 0 },
    { key: 'documentUsedKb', label: 'heap kB per document and its connection', digits: 0 },
  ],
  budgets: [
    { label: 'CPU ms per join', digits: 2, value: (m) => axiom(m, 'joinCpu'), limit: () => 0.3 },
    { label: 'kB per connection (RSS)', digits: 0, value: (m) => axiom(m, 'connectionKb'), limit: () => 25 },
    {
      label: 'kB per resident small document (RSS)',
      digits: 0,
      value: (m) => axiom(m, 'documentKb') - axiom(m, 'connectionKb'),
      limit: () => 220,
    },
  ],
  async run(subject, options) {
    const target = TARGETS.find((name) => name === subject)
    if (target === undefined) throw new Error(`no such target: ${subject}`)
    const running = await startTarget(target, options.profile)
    try {
      return await rest(running, options)
    } finally {
      await running.stop()
    }
  },
}

async function rest(running: Running, { quick }: Options): Promise<Record<string, number>> {
  const place = await running.prepare(1 + WARM_DOCUMENTS + (quick ? 10 : DOCUMENTS))
  const [first = '', ...more] = place.documents
  const [warm, others] = [more.slice(0, WARM_DOCUMENTS), more.slice(WARM_DOCUMENTS)]
  const small = { documents: [first], tokens: place.tokens }
  await fill(running, small, WIDGETS)
  const keeper = await open(running, { document: first, token: small.tokens[0] ?? '' }, 'reader')
  await join(running, small.documents[0] ?? '', place.tokens, quick ? 20 : JOINS)
  const before = await running.process.ask()
  await join(running, small.documents[0] ?? '', place.tokens, quick ? 20 : JOINS)
  const joined = await running.process.ask()

  await sleep(500)
  const empty = await running.process.ask('collected')
  const size = quick ? 40 : CONNECTIONS
  const crowd = await gather({ running, place: small, size, full: 0, widgets: WIDGETS, recorder: new Recorder() })
  await sleep(500)
  const full = await running.process.ask('collected')
  await leave(crowd)

  const inhabit = async (documents: readonly string[]): Promise<Awaited<ReturnType<typeof gather>>> => {
    const spread = { documents: [...documents], tokens: place.tokens }
    await fill(running, spread, WIDGETS)
    return gather({ running, place: spread, size: 1, full: 0, widgets: WIDGETS, recorder: new Recorder() })
  }
  const early = await inhabit(warm)
  await sleep(500)
  const alone = await running.process.ask('collected')
  const guests = await inhabit(others)
  await sleep(500)
  const resident = await running.process.ask('collected')
  await leave([...early, ...guests, keeper])
  return {
    joinCpu: (joined.cpu - before.cpu) / (quick ? 20 : JOINS),
    connectionKb: (full.rss - empty.rss) / size / 1000,
    connectionUsedKb: (full.used - empty.used) / size / 1000,
    documentKb: (resident.rss - alone.rss) / others.length / 1000,
    documentUsedKb: (resident.used - alone.used) / others.length / 1000,
  }
}

/** One after the other: come, get everything, go. */
async function join(running: Running, document: string, tokens: readonly string[], times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    const client = await open(running, { document, token: tokens[i % tokens.length] ?? '' }, 'reader')
    await client.close()
  }
}
