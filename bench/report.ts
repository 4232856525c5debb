import type { Column, Medians, Scenario } from './scenario.ts'

export interface Outcome {
  scenario: Scenario
  medians: Medians
  /** Every round of every subject. */
  rounds: Record<string, Record<string, number>[]>
  sync: { p50: number; p99: number }
}

/** One table per scenario: what was measured, then the targets. GitHub's Markdown, readable in a terminal. */
export function printOutcome({ scenario, medians, rounds, sync }: Outcome): string {
  const subjects = scenario.subjects.filter((subject) => medians[subject])
  const columns = scenario.columns.filter(({ key }) => subjects.some((subject) => hasNumber(medians, subject, key)))
  const times = Math.max(...Object.values(rounds).map((all) => all.length))
  const rows = columns.map((column) => [column.label, ...subjects.map((subject) => cell(medians, subject, column))])
  const lines = [
    `### ${scenario.name}: ${scenario.title}`,
    '',
    `Medians of ${times} round${times === 1 ? '' : 's'}; fdatasync p50 ${format(sync.p50, 2)} ms, p99 ${format(sync.p99, 2)} ms.`,
    '',
    ...table(['', ...subjects], rows),
  ]
  const checked = scenario.budgets.map((budget) => {
    const [value, limit] = [budget.value(medians, sync), budget.limit(medians, sync)]
    const met = budget.atLeast === true ? value >= limit : value <= limit
    const sign = budget.atLeast === true ? '≥' : '≤'
    const word = Number.isFinite(value) ? (met ? 'met' : `missed, ${format(value / limit, 2)} ×`) : 'not measured'
    return [budget.label, `${sign} ${format(limit, budget.digits)}`, format(value, budget.digits), word]
  })
  if (checked.length > 0) lines.push('', ...table(['target', 'limit', 'measured', ''], checked))
  return `${lines.join('\n')}\n`
}

function hasNumber(medians: Medians, subject: string, key: string): boolean {
  return Number.isFinite(medians[subject]?.[key])
}

function cell(medians: Medians, subject: string, { key, digits }: Column): string {
  return format(medians[subject]?.[key] ?? NaN, digits)
}

function format(value: number, digits: number): string {
  if (!Number.isFinite(value)) return '–'
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits })
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)))
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text, i) => (i === 0 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0))).join(' | ')} |`
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(Math.max(1, width - 1))}:`))
  return [line(head), line(rule), ...rows.map(line)]
}
