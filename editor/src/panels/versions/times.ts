import { t } from '../../texts/t.ts'

/** "14:20". */
export function timeOf(instant: string): string {
  return new Date(instant).toLocaleTimeString('en', { hour: '2-digit', minute: '2-digit', hour12: false })
}

/** "14:20" or "14:20–14:26". */
export function spanOf(from: string, to: string): string {
  return timeOf(from) === timeOf(to) ? timeOf(to) : `${timeOf(from)}–${timeOf(to)}`
}

/** Newest first, by days that have a name. */
export function groupByDay<T extends { at: string }>(items: readonly T[], now = new Date()): [string, T[]][] {
  const days = new Map<string, T[]>()
  for (const item of items) {
    const date = new Date(item.at)
    const shown = date.toLocaleDateString('en', { weekday: 'long', day: 'numeric', month: 'long' })
    const day = date.toDateString() === now.toDateString() ? t('versions.today') : shown
    days.set(day, [...(days.get(day) ?? []), item])
  }
  return [...days]
}
