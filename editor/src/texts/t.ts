import { en } from './en.ts'

export type TextKey = keyof typeof en

/** The text for `key` with its parameters put in; `{count:change|changes}` is the word that fits the number. */
export function t(key: TextKey, params: Record<string, string | number> = {}): string {
  return en[key].replaceAll(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, many?: string) =>
    one === undefined ? String(params[name] ?? whole) : String(params[name] === 1 ? one : many),
  )
}

const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** "2 hours ago", "yesterday"; older than a week as a date. */
export function formatWhen(instant: string, now = Date.now()): string {
  const seconds = (new Date(instant).getTime() - now) / 1000
  if (seconds < -7 * 86_400)
    return new Intl.DateTimeFormat('en', { day: 'numeric', month: 'long' }).format(new Date(instant))
  for (const [unit, size] of UNITS) if (-seconds >= size) return relative.format(Math.ceil(seconds / size), unit)
  return 'just now'
}
