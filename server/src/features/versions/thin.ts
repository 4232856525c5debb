import type { StoredVersion } from './store.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Automatic versions to drop: after a day one an hour is kept, after thirty days one a day; named ones always stay. */
export function versionsToThin(versions: readonly StoredVersion[], now: number): string[] {
  const kept = new Set<string>()
  const dropped: string[] = []
  // Newest first: the last of each hour or day is the one that stays.
  for (const version of [...versions].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))) {
    const time = Date.parse(version.createdAt)
    const age = now - time
    if (version.label !== null || version.reason === 'publish' || age < DAY) continue
    const bucket = age < 30 * DAY ? `h${Math.floor(time / HOUR)}` : `d${Math.floor(time / DAY)}`
    if (kept.has(bucket)) dropped.push(version._id)
    else kept.add(bucket)
  }
  return dropped
}
