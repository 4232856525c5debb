// `npm run bench`: runs the scenarios, prints tables, keeps the numbers in `results`. Method: docs/benchmarks.md.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { crowd, documents, editors, replicas } from './collaboration/scenarios/editing.ts'
import { newcomer } from './collaboration/scenarios/newcomer.ts'
import { resting } from './collaboration/scenarios/resting.ts'
import { dragging } from './editor/dragging.ts'
import { opening } from './editor/opening.ts'
import { shownRows } from './editor/rows.ts'
import { describeMachine, measureSync } from './machine.ts'
import { readOptions, type Options } from './options.ts'
import { requests } from './records/requests.ts'
import { rows } from './records/rows.ts'
import { printOutcome, type Outcome } from './report.ts'
import type { Scenario } from './scenario.ts'
import { medians } from './stats.ts'

const hasMongo = Boolean(process.env['MONGODB_URI'])
const SUITES: Record<string, readonly Scenario[]> = {
  collaboration: [editors, documents, crowd, newcomer, resting, ...(hasMongo ? [replicas] : [])],
  editor: [opening, dragging],
  records: [rows, requests, shownRows],
}
const RESULTS = join(import.meta.dirname, 'results')

const all = Object.values(SUITES).flat()
const options = readOptions(process.argv.slice(2), [...Object.keys(SUITES), ...all.map(({ name }) => name)])
const chosen = Object.entries(SUITES).flatMap(([suite, scenarios]) =>
  scenarios.filter(
    ({ name }) => options.only.length === 0 || options.only.includes(name) || options.only.includes(suite),
  ),
)
mkdirSync(RESULTS, { recursive: true })
const machine = describeMachine()
console.log(`${machine}\n`)
const outcomes: Outcome[] = []
for (const scenario of chosen) {
  const outcome = await measure(scenario, options)
  outcomes.push(outcome)
  console.log(printOutcome(outcome))
}
const file = join(RESULTS, `${new Date().toISOString().replaceAll(':', '-').slice(0, 19)}.json`)
const stored = outcomes.map(({ scenario, ...rest }) => ({ scenario: scenario.name, ...rest }))
writeFileSync(file, JSON.stringify({ machine, options, outcomes: stored }, null, 2))
console.log(`All rounds: ${file}`)

/** Rounds are interleaved, and each begins with another subject: what disturbs the machine disturbs all of them. */
async function measure(scenario: Scenario, { rounds, ...rest }: Options): Promise<Outcome> {
  const found: Outcome['rounds'] = {}
  const syncs: Record<string, number>[] = []
  const times = Math.min(rounds, scenario.mostRounds ?? rounds)
  for (let round = 0; round < times; round++) {
    syncs.push(measureSync(RESULTS))
    for (let i = 0; i < scenario.subjects.length; i++) {
      const subject = scenario.subjects[(round + i) % scenario.subjects.length] ?? ''
      process.stderr.write(`${scenario.name} ${round + 1}/${times} ${subject} …\n`)
      const result = await scenario.run(subject, { rounds, ...rest })
      found[subject] = [...(found[subject] ?? []), result]
    }
  }
  const { p50 = NaN, p99 = NaN } = medians(syncs)
  const bySubject = Object.fromEntries(Object.entries(found).map(([subject, list]) => [subject, medians(list)]))
  return { scenario, medians: bySubject, rounds: found, sync: { p50, p99 } }
}
