import { AppError } from '@axiom/shared/errors'

import type { StoredRecord } from './stored.ts'

/** The ETag of a record's version. */
export function etagOf(record: Pick<StoredRecord, '_id' | 'v'>): string {
  return `"${record._id}-${record.v}"`
}

/** The version in an If-Match; null without one or with `*`. Another record's or a made-up tag can never match. */
export function versionOf(ifMatch: string, id: string): number | null {
  const text = ifMatch.trim()
  if (text === '' || text === '*') return null
  const [, tagged, version] = /^"([A-Za-z0-9_-]+)-(\d{1,12})"$/.exec(text) ?? []
  if (tagged !== id || version === undefined) throw new AppError('precondition_failed')
  return Number(version)
}
