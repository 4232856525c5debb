export interface Column {
  name: string
  width: number
}

const GAP = '  '
/** A cell that is cut keeps so much at least. */
const NARROWEST = 8
/** What is typed or copied from a table is no use in parts. */
const WHOLE: ReadonlySet<string> = new Set(['id', 'slug'])
const INSTANT = /^(\d{4}-\d\d-\d\dT\d\d:\d\d):\d\d\.\d+Z$/

/** How wide columns are to hold these rows; where that is too much for the terminal, the widest give way. */
export function layOut(rows: readonly object[], names: readonly string[], room: number): Column[] {
  const columns = names.map((name) => ({
    name,
    width: Math.max(name.length, ...rows.map((row) => cellOf(valueOf(row, name)).length)),
  }))
  for (;;) {
    const used = columns.reduce((sum, { width }) => sum + width, GAP.length * (columns.length - 1))
    const [widest] = columns.filter(({ name }) => !WHOLE.has(name)).sort((a, b) => b.width - a.width)
    if (used <= room || !widest || widest.width <= NARROWEST) return columns
    widest.width--
  }
}

/** The names of columns as a line above them. */
export function headingOf(columns: readonly Column[]): string {
  return lineOf(columns.map(({ name, width }) => padded(name, width)))
}

/** Rows as lines with aligned columns. */
export function tableOf(rows: readonly object[], columns: readonly Column[]): string {
  const lines = rows.map((row) => lineOf(columns.map(({ name, width }) => padded(cellOf(valueOf(row, name)), width))))
  return lines.map((line) => `${line}\n`).join('')
}

function lineOf(cells: readonly string[]): string {
  return cells.join(GAP).trimEnd()
}

function valueOf(row: object, name: string): unknown {
  return (row as Record<string, unknown>)[name]
}

/** What a value looks like; of instants nobody wants the seconds here. Nothing in it moves the cursor or colours the terminal. */
function cellOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  const text = typeof value === 'string' ? value.replace(INSTANT, '$1Z') : JSON.stringify(value)
  return text.replaceAll(/\p{Cc}+/gu, ' ')
}

function padded(cell: string, width: number): string {
  return cell.length > width ? `${cell.slice(0, width - 1)}…` : cell.padEnd(width)
}
