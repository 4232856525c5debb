import type { FieldType } from '../document/views.ts'
import type { Json } from '../json.ts'
import { type DayOrder, type DecimalSign, readBoolean, readDate, readMoment, readNumber } from '../model/readText.ts'

/** A column of an imported table, as it was guessed, or as somebody corrected it. */
export interface TableColumn {
  /** Where it stands in the rows. */
  at: number
  label: string
  type: FieldType
  /** Labels of a select, the most frequent first. */
  options: string[]
  decimal: DecimalSign
  order: DayOrder
}

export interface GuessedTable {
  columns: TableColumn[]
  /** Without the row of headings. */
  rows: string[][]
}

/** Types that a column of a table can become. */
export const COLUMN_TYPES = [
  'text',
  'longText',
  'integer',
  'number',
  'boolean',
  'date',
  'datetime',
  'email',
  'url',
  'select',
  'multiSelect',
] as const satisfies readonly FieldType[]

/** Rows that are looked at: a type must fit all of them. */
const LOOKED_AT = 5_000
const MOST_OPTIONS = 12
const OPTION_LENGTH = 40
const LONG = 200

/** Headings and types of a table, guessed from its cells. Pure; what does not fit in later rows is told when it is imported. */
export function guessTable(cells: readonly string[][]): GuessedTable {
  const [first = [], ...others] = cells
  const hasHead = isHead(first, others)
  const rows = hasHead ? others : cells.slice()
  const width = cells.reduce((most, row) => Math.max(most, row.length), 0)
  const looked = rows.slice(0, LOOKED_AT)
  const hint = guessSign(looked)
  const columns = Array.from({ length: width }, (_, at): TableColumn => {
    const label = (hasHead ? (first[at] ?? '') : '').trim().replaceAll(/\s+/g, ' ').slice(0, 80) || `Column ${at + 1}`
    const values = looked.map((row) => (row[at] ?? '').trim()).filter((value) => value !== '')
    return { at, label, ...guessColumn(label, values, hint) }
  })
  const used = columns.filter(({ at }) => first[at]?.trim() || rows.some((row) => (row[at] ?? '').trim() !== ''))
  return { columns: used, rows }
}

/** Headings are words, each another one, above something that is not of their kind, or at least not repeated. */
function isHead(first: readonly string[], others: readonly string[][]): boolean {
  const words = first.map((cell) => cell.trim()).filter((cell) => cell !== '')
  if (words.length === 0 || others.length === 0 || new Set(words).size < words.length) return false
  if (words.some((word) => readNumber(word) !== null || readDate(word) !== null || word.includes('@'))) return false
  return first.every(
    (cell, at) => !others.slice(0, 50).some((row) => row[at]?.trim() === cell.trim() && cell.trim() !== ''),
  )
}

type Guess = Omit<TableColumn, 'at' | 'label'>

/** `0,12` somewhere in a table says how `1.200` is meant everywhere in it. */
function guessSign(rows: readonly string[][]): DecimalSign {
  const count = (shape: RegExp): number =>
    rows.slice(0, 500).reduce((sum, row) => sum + row.filter((cell) => shape.test(cell.trim())).length, 0)
  const comma = count(/^\D{0,4}(\d+|\d{1,3}(\.\d{3})+),\d{1,2}\D{0,4}$/)
  return comma > count(/^\D{0,4}(\d+|\d{1,3}(,\d{3})+)\.\d{1,2}\D{0,4}$/) ? ',' : '.'
}

function guessColumn(label: string, values: readonly string[], hint: DecimalSign): Guess {
  const plain: Guess = { type: 'text', options: [], decimal: '.', order: 'dmy' }
  if (values.length === 0) return plain
  const all = (fits: (value: string) => boolean): boolean => values.every(fits)
  if (all((value) => readBoolean(value) !== null) && isYesNo(label, values)) return { ...plain, type: 'boolean' }
  const numeric = guessNumber(values, hint)
  if (numeric && isDayNumbers(label, values)) return { ...plain, type: 'date' }
  if (numeric) return { ...plain, ...numeric }
  const order = (['dmy', 'mdy'] as const).find((one) => all((value) => readMoment(value, one) !== null))
  if (order) return { ...plain, order, type: values.some((value) => /\d:\d\d/.test(value)) ? 'datetime' : 'date' }
  if (all((value) => /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(value))) return { ...plain, type: 'email' }
  if (all((value) => /^https?:\/\/\S+$/.test(value))) return { ...plain, type: 'url' }
  if (values.some((value) => value.length > LONG || value.includes('\n'))) return { ...plain, type: 'longText' }
  const options = guessOptions(values)
  return options ? { ...plain, type: 'select', options } : plain
}

/** 0 and 1 alone are numbers, unless the heading asks a question. */
function isYesNo(label: string, values: readonly string[]): boolean {
  const isDigits = values.every((value) => /^[01]$/.test(value))
  if (isDigits) return /^(is|has|ist|hat)[ _]|aktiv|active|enabled|paid|bezahlt|done|erledigt/i.test(label)
  return new Set(values.map((value) => value.toLowerCase())).size <= 3
}

function guessNumber(values: readonly string[], hint: DecimalSign): Pick<Guess, 'type' | 'decimal'> | null {
  // Article numbers and telephone numbers would lose their zeros and signs.
  if (values.some((value) => /^[+-]?0\d/.test(value) || /^\+\d/.test(value))) return null
  const digits = values.map((value) => value.replaceAll(/\D/g, '').length)
  if (digits.some((count) => count > 15)) return null
  const fitting = (['.', ','] as const).filter((sign) => values.every((value) => readNumber(value, sign) !== null))
  const decimal = fitting.includes(hint) ? hint : fitting[0]
  if (decimal === undefined) return null
  const isWhole = values.every((value) => Number.isInteger(readNumber(value, decimal)) && !value.includes(decimal))
  return { type: isWhole ? 'integer' : 'number', decimal }
}

/** Excel keeps days as numbers since 1899-12-30: only where the heading says that they are days. */
function isDayNumbers(label: string, values: readonly string[]): boolean {
  return (
    /(^|[^a-z])(date|datum|day|tag|due|fällig|birthday|geburtstag)([^a-z]|$)/i.test(label) &&
    values.every((value) => /^\d{5}(\.\d+)?$/.test(value) && Number(value) >= 10_000 && Number(value) < 80_000)
  )
}

function guessOptions(values: readonly string[]): string[] | null {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const isFew = counts.size <= MOST_OPTIONS && counts.size * 2 <= values.length && values.length >= 4
  const areShort = [...counts.keys()].every((value) => value.length <= OPTION_LENGTH)
  return isFew && areShort ? [...counts].sort((a, b) => b[1] - a[1]).map(([value]) => value) : null
}

/** A cell as the API takes it; null for nothing, undefined where it does not fit the column's type. */
export function toCellValue({ type, options, decimal, order }: TableColumn, cell: string): Json | undefined {
  const text = cell.trim()
  if (text === '') return null
  switch (type) {
    case 'integer': {
      const number = readNumber(text, decimal)
      return Number.isSafeInteger(number) ? number : undefined
    }
    case 'number':
      return readNumber(text, decimal) ?? undefined
    case 'boolean':
      return readBoolean(text) ?? undefined
    case 'date':
      return fromDayNumber(text)?.slice(0, 10) ?? readDate(text, order) ?? undefined
    case 'datetime':
      return fromDayNumber(text) ?? readMoment(text, order) ?? undefined
    case 'email':
      return /^[^\s@]+@[^\s@]+$/.test(text) ? text : undefined
    case 'url':
      return /^https?:\/\/\S+$/.test(text) ? text : undefined
    case 'select':
      return options.length === 0 || options.includes(text) ? text : undefined
    case 'multiSelect':
      return text.split(/[;,|]/).flatMap((one) => one.trim() || [])
    case 'longText':
      return cell
    default:
      return text
  }
}

function fromDayNumber(text: string): string | null {
  if (!/^\d{5}(\.\d+)?$/.test(text)) return null
  return new Date(Math.round((Number(text) - 25_569) * 86_400_000)).toISOString()
}
