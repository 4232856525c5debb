import { setTimeout as sleep } from 'node:timers/promises'

import type { Budget, Column, Medians, Scenario } from '../scenario.ts'
import { openLoop, saturate } from './load.ts'
import { type Requests, type Subject, SUBJECTS } from './subjects.ts'

const CONNECTIONS = 64
const LIST_MS = 20
/** Of what the server can, in the open loop: a server that is not overrun. */
const SHARE = 0.5

type Kind = keyof Requests

const KINDS: readonly [Kind, string][] = [
  ['read', 'read one'],
  ['list', 'filtered and sorted list of 20, each another'],
  ['hot', 'the same list again and again'],
  ['create', 'create'],
]

const columns: Column[] = [
  ...KINDS.flatMap(([kind, label]): Column[] => [
    { key: `${kind}PerSecond`, label: `${label}: requests/s`, digits: 0 },
    { key: `${kind}Cpu`, label: `${label}: CPU ms/request`, digits: 3 },
    { key: `${kind}P95`, label: `${label}: p95 at ${CONNECTIONS} connections, ms`, digits: 1 },
    { key: `${kind}OpenP50`, label: `${label}: half of that load, open loop, p50, ms`, digits: 2 },
    { key: `${kind}OpenP95`, label: `${label}: half of that load, open loop, p95, ms`, digits: 2 },
  ]),
  { key: 'aggregate', label: 'sum of all by group, one at a time, ms', digits: 0 },
]

const of = (medians: Medians, subject: string, key: string): number => medians[subject]?.[key] ?? NaN

function atLeast(kind: Kind, share: number): Budget {
  return {
    label: `${kind}: throughput, share of bare`,
    digits: 2,
    value: (m) => of(m, 'Axiom', `${kind}PerSecond`) / of(m, 'bare', `${kind}PerSecond`),
    limit: () => share,
    atLeast: true,
  }
}

/** The generated API among a million rows, beside the least that could answer the same, and a peer. */
export const requests: Scenario = {
  name: 'requests',
  title: 'create, read, list and aggregate among 1,000,000 rows (json-server: 10,000)',
  subjects: Object.keys(SUBJECTS),
  columns,
  budgets: [
    atLeast('read', 0.6),
    atLeast('list', 0.6),
    atLeast('create', 0.5),
    {
      label: `list: p95 at ${CONNECTIONS} connections, ms`,
      digits: 1,
      value: (m) => of(m, 'Axiom', 'listP95'),
      limit: () => LIST_MS,
    },
  ],
  async run(name, { quick, ...options }) {
    const subject = await SUBJECTS[name]?.({ quick, ...options })
    if (!subject) throw new Error(`there is no ${name}`)
    try {
      const figures: Record<string, number> = {}
      const ms = quick ? 500 : 2_000
      for (const [kind] of KINDS) Object.assign(figures, await measure(subject, kind, ms))
      figures['aggregate'] = await aggregateMs(subject, ms)
      return figures
    } finally {
      await subject.stop()
    }
  },
}

async function measure({ process, requests }: Subject, kind: Kind, ms: number): Promise<Record<string, number>> {
  const load = { port: process.port, connections: CONNECTIONS, next: requests[kind] ?? never }
  // Until everything is compiled that will be.
  await saturate(load, ms)
  await sleep(100)
  const before = await process.ask()
  const full = await saturate(load, ms)
  const after = await process.ask()
  const half = await openLoop(load, { perSecond: full.perSecond * SHARE, ms })
  return {
    [`${kind}PerSecond`]: full.perSecond,
    [`${kind}Cpu`]: (after.cpu - before.cpu) / (full.perSecond * (ms / 1_000)),
    [`${kind}P95`]: full.p95,
    [`${kind}OpenP50`]: half.p50,
    [`${kind}OpenP95`]: half.p95,
  }
}

/** One at a time, since one alone is work for a core. */
async function aggregateMs({ process, requests }: Subject, ms: number): Promise<number> {
  if (!requests.aggregate) return NaN
  const { perSecond } = await saturate({ port: process.port, connections: 1, next: requests.aggregate }, ms)
  return 1_000 / perSecond
}

function never(): never {
  throw new Error('there is no such request')
}
