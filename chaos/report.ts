import type { Outcome } from './run.ts'

const SHOWN = 10

interface Check {
  title: string
  wrong: readonly string[]
}

/** What must hold, and what broke it. */
export function checksOf(outcome: Outcome): Check[] {
  const { audits, latencies, returns } = outcome
  const little = latencies.length === 0 || audits === 0 || returns.length === 0
  return [
    { title: 'nothing acknowledged is lost', wrong: [...outcome.lost] },
    { title: 'nothing is there twice', wrong: [...outcome.duplicated] },
    { title: 'everybody, the log and a fresh process have the same state', wrong: outcome.diverged },
    { title: 'no honest edit is refused, no page says what is not true', wrong: outcome.problems },
    { title: 'no process ends by itself', wrong: outcome.crashes },
    {
      title: 'there was work, loss of connections and a look into the log',
      wrong: little ? ['too little happened'] : [],
    },
    { title: 'everything is acknowledged in the end, but what people left behind', wrong: outcome.unacknowledged },
  ]
}

export function printOutcome(outcome: Outcome): string {
  const { store, issued, acknowledged, lost, duplicated, diverged, latencies, returns, restMs } = outcome
  const faults = Object.entries(outcome.faults).map(([name, count]) => `${name} ${count}`)
  const checks = checksOf(outcome).map(
    ({ title, wrong }) =>
      `  ${wrong.length === 0 ? 'ok  ' : 'FAIL'} ${store}: ${title}${wrong
        .slice(0, SHOWN)
        .map((one) => `\n         ${one}`)
        .join('')}${wrong.length > SHOWN ? `\n         and ${wrong.length - SHOWN} more` : ''}`,
  )
  return [
    `${store}: ${issued} operations issued, ${acknowledged} acknowledged, ${lost.size} lost, ${duplicated.size} duplicated, ${diverged.length} diverged`,
    `  acknowledged after ${spread(latencies)}; back after a lost connection in ${spread(returns)} (${returns.length} times)`,
    `  at rest ${(restMs / 1000).toFixed(1)} s after the last fault; ${outcome.audits} looks into the log under load`,
    `  faults: ${faults.join(', ')}`,
    ...checks,
  ].join('\n')
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): string => {
    const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]
    return value === undefined ? '–' : value < 1000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(1)} s`
  }
  return `p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)}`
}
