import { en } from './en.ts'
import { createTexts } from './translate.ts'

export type TextKey = keyof typeof en

export const isTextKey = (key: string): key is TextKey => Object.hasOwn(en, key)

/** The editor's words. Published apps have a catalogue of their own (`r.ts`). */
export const t = createTexts(en)

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
