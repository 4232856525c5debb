export interface TableOptions {
  /** Columns of the terminal. */
  width: number
  /** How the names of the columns are shown; null: not at all. */
  heading: ((line: string) => string) | null
}

const GAP = '  '
/** A cell that is cut keeps so much at least. */
const NARROWEST = 8

/** Rows as lines with aligned columns; where they are too wide for the terminal, the widest are cut. */
export function tableOf(rows: readonly object[], columns: readonly string[], { width, heading }: TableOptions): string {
  const cells = rows.map((row) => columns.map((name) => cellOf(valueOf(row, name))))
  const all = heading ? [[...columns], ...cells] : cells
  const widths = fit(
    columns.map((_, i) => Math.max(0, ...all.map((line) => line[i]?.length ?? 0))),
    width,
  )
  const lines = all.map((line) =>
    line
      .map((cell, i) => padded(cell, widths[i] ?? 0))
      .join(GAP)
      .trimEnd(),
  )
  return lines.map((line, i) => `${heading && i === 0 ? heading(line) : line}\n`).join('')
}

export function valueOf(row: object, name: string): unknown {
  return (row as Record<string, unknown>)[name]
}

/** What a value looks like. Nothing in it moves the cursor or colours the terminal. */
export function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  // eslint-disable-next-line no-control-regex -- they are what is taken out
  return text.replaceAll(/[\u0000-\u001F\u007F-\u009F]+/g, ' ')
}

/** Widths that fit together: the widest give way, but none becomes unreadable. */
function fit(wanted: readonly number[], width: number): number[] {
  const widths = [...wanted]
  const room = width - GAP.length * (widths.length - 1)
  for (;;) {
    const widest = Math.max(0, ...widths)
    if (widest <= NARROWEST || widths.reduce((sum, one) => sum + one, 0) <= room) return widths
    widths[widths.indexOf(widest)] = widest - 1
  }
}

function padded(cell: string, width: number): string {
  return cell.length > width ? `${cell.slice(0, width - 1)}…` : cell.padEnd(width)
}
