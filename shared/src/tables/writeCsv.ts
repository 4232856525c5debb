import type { Json } from '../json.ts'

const SEPARATOR = '; '
/** What spreadsheets take for a formula, and run. */
const FORMULA = /^'*[=+\-@\t\r]/
const GUARDED = /^'+[=+\-@\t\r]/

/** A value as a cell. Texts that a spreadsheet would run as a formula get an apostrophe in front, which it does not show. */
export function toCell(value: Json): string {
  if (value === null) return ''
  if (typeof value === 'string') return FORMULA.test(value) ? `'${value}` : value
  if (Array.isArray(value) && value.every((one) => typeof one === 'string' && isPlain(one)))
    return toCell(value.join(SEPARATOR))
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** A cell without the apostrophe that `toCell` put in front. */
export function fromCell(cell: string): string {
  return GUARDED.test(cell) ? cell.slice(1) : cell
}

/** One line of a file of comma-separated values, as in RFC 4180. */
export function csvLine(values: readonly Json[]): string {
  const cells = values.map((value) => {
    const cell = toCell(value)
    return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
  })
  return `${cells.join(',')}\r\n`
}

function isPlain(text: string): boolean {
  return text !== '' && !text.includes(';') && !text.startsWith('[') && text.trim() === text
}
