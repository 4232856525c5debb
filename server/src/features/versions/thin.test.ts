import { expect, it } from 'vitest'

import type { StoredVersion } from './store.ts'
import { versionsToThin } from './thin.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.parse('2026-06-01T12:00:00Z')

/** An automatic version of so long ago. */
function version(age: number, more: Partial<StoredVersion> = {}): StoredVersion {
  const createdAt = new Date(NOW - age).toISOString()
  const author = { authorId: null, authorName: '' }
  return { _id: String(age), projectId: 'p', label: null, reason: 'activity', createdAt, bytes: 1, ...author, ...more }
}

it('keeps everything of the last day', () => {
  const all = Array.from({ length: 100 }, (_, i) => version((i * DAY) / 100))
  expect(versionsToThin(all, NOW)).toEqual([])
})

it('keeps the last of each hour after a day, and the last of each day after thirty', () => {
  const minute = HOUR / 60
  const hour = [5, 25, 45].map((at) => version(2 * DAY + at * minute))
  expect(versionsToThin(hour, NOW)).toEqual([String(2 * DAY + 25 * minute), String(2 * DAY + 45 * minute)])
  const day = [1, 5, 9].map((at) => version(40 * DAY + at * HOUR))
  expect(versionsToThin(day, NOW)).toEqual([String(40 * DAY + 5 * HOUR), String(40 * DAY + 9 * HOUR)])
})

it('never drops named versions and those that were published', () => {
  const all = Array.from({ length: 60 }, (_, i) =>
    version(40 * DAY + i, i % 2 === 0 ? { label: 'Kept', reason: 'manual' } : { reason: 'publish' }),
  )
  expect(versionsToThin(all, NOW)).toEqual([])
})
