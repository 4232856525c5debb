import { createHash } from 'node:crypto'

import { AppError } from '@axiom/shared/errors'

import type { StoredRecord } from './stored.ts'

/** The ETag of a record's version. `shown`: as one sees it who does not see all of it; another one's answer is another one. */
export function etagOf(record: Pick<StoredRecord, '_id' | 'v'>, shown: object | null = null): string {
  const version = `${record._id}-${record.v}`
  if (shown === null) return `"${version}"`
  const fields = createHash('sha256').update(Object.keys(shown).join()).digest('base64url').slice(0, 8)
  return `"${version}.${fields}"`
}

/** The version in an If-Match; null without one or with `*`. Another record's or a made-up tag can never match. */
export function versionOf(ifMatch: string, id: string): number | null {
  const text = ifMatch.trim()
  if (text === '' || text === '*') return null
  const [, tagged, version] = /^"([A-Za-z0-9_-]+)-(\d{1,12})(?:\.[A-Za-z0-9_-]{8})?"$/.exec(text) ?? []
  if (tagged !== id || version === undefined) throw new AppError('precondition_failed')
  return Number(version)
}
