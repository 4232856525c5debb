/** Readings of texts as people write values; null where a text is none. Used for imported tables and for changed types. */

export type DecimalSign = '.' | ','

/** `1'234.50`, `1.234,50`, `€ 12`, `-7 %`: with its sign for decimals, or guessed from the text alone. */
export function readNumber(text: string, decimal: DecimalSign = guessDecimal(text)): number | null {
  const bare = text
    .trim()
    .replaceAll(/^[\p{Sc}\s]+|[\p{Sc}%\s]+$|^(?:CHF|EUR|USD|GBP)\s*|\s*(?:CHF|EUR|USD|GBP)$/gu, '')
  const between = `[ '’\\u00a0\\u202f${decimal === ',' ? '.' : ','}]`
  const shape = new RegExp(`^[+-]?(?:\\d+|\\d{1,3}(?:${between}\\d{3})+)(?:[${decimal}]\\d+)?$`, 'u')
  if (!shape.test(bare)) return null
  const number = Number(bare.replaceAll(new RegExp(between, 'gu'), '').replace(decimal, '.'))
  return Number.isFinite(number) ? number : null
}

/** The sign for decimals of one text: the last of both; a lone comma unless three digits follow it. */
export function guessDecimal(text: string): DecimalSign {
  const [comma, point] = [text.lastIndexOf(','), text.lastIndexOf('.')]
  if (comma >= 0 && point >= 0) return comma > point ? ',' : '.'
  if (comma < 0) return /^\D*\d{1,3}(\.\d{3}){2,}\D*$/.test(text) ? ',' : '.'
  return /,\d{3}\D*$/.test(text) && !/^\D*0,/.test(text) ? '.' : ','
}

export type DayOrder = 'dmy' | 'mdy'

/** A day as `2026-11-21`, from ISO, `21.11.2026`, `21/11/26` (or the month first) or a moment. */
export function readDate(text: string, order: DayOrder = text.includes('/') ? 'mdy' : 'dmy'): string | null {
  const [, year, month, day] = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?$/.exec(text.trim()) ?? []
  if (year !== undefined) return toDay(Number(year), Number(month), Number(day))
  const [, first, second, last] = /^(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?:[T ,].*)?$/.exec(text.trim()) ?? []
  if (last === undefined) return null
  const full = last.length === 4 ? Number(last) : Number(last) + (Number(last) < 70 ? 2000 : 1900)
  return order === 'dmy' ? toDay(full, Number(second), Number(first)) : toDay(full, Number(first), Number(second))
}

/** A moment as `2026-11-21T08:00:00.000Z`. Without an offset it is read as UTC: the same everywhere. */
export function readMoment(text: string, order?: DayOrder): string | null {
  const trimmed = text.trim()
  const day = readDate(trimmed, order)
  if (day === null) return null
  const [, hour = '0', minute = '00', second = '0', half, offset = 'Z'] =
    /[T ,]\s*(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,]\d+)?)?\s*([AaPp][Mm])?\s*(Z|z|[+-]\d\d:?\d\d)?$/.exec(trimmed) ?? []
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0)
  const zone = offset.toUpperCase().replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')
  const time = Date.parse(`${day}T${String(hours).padStart(2, '0')}:${minute}:${second.padStart(2, '0')}${zone}`)
  return Number.isNaN(time) ? null : new Date(time).toISOString()
}

const YES: ReadonlySet<string> = new Set([
  'true',
  'yes',
  'y',
  'ja',
  'j',
  'oui',
  'si',
  'sì',
  'x',
  '1',
  'on',
  'wahr',
  '✓',
])
const NO: ReadonlySet<string> = new Set(['false', 'no', 'n', 'nein', 'non', '0', 'off', 'falsch', '✗'])

export function readBoolean(text: string): boolean | null {
  const word = text.trim().toLowerCase()
  return YES.has(word) ? true : NO.has(word) ? false : null
}

function toDay(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day))
  const isReal = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
  return isReal && year >= 1000 ? date.toISOString().slice(0, 10) : null
}
