import { hash } from 'node:crypto'

import { z } from 'zod'

import type { Filter, FindOptions, Sort } from '../../../platform/db/port.ts'
import { invalidCursor } from './parseList.ts'

type Place = NonNullable<FindOptions['after']>

const Cursor = z.object({ h: z.string(), v: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])) })

/** What a cursor belongs to: the same filter and order, else it is refused. */
export function fingerprint(filter: Filter, sort: Sort): string {
  return hash('sha256', JSON.stringify([filter, sort]), 'base64url').slice(0, 12)
}

/** A cursor behind `record`: its values in the order's paths. Stable under inserts, because it is a place and no number. */
export function encodeCursor(record: object, sort: Sort, print: string): string {
  const values = Object.keys(sort).map((path) => read(record, path))
  return Buffer.from(JSON.stringify({ h: print, v: values })).toString('base64url')
}

/** The values behind which a cursor's page begins. Throws `invalid_cursor`. */
export function readCursor(text: string, sort: Sort, print: string): Place {
  const { h, v } = parse(text)
  if (h !== print || v.length !== Object.keys(sort).length) throw invalidCursor()
  return v
}

function parse(text: string): z.infer<typeof Cursor> {
  try {
    return Cursor.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')))
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw error
    throw invalidCursor()
  }
}

function read(record: object, path: string): unknown {
  return (
    path
      .split('.')
      .reduce<unknown>(
        (at, part) => (typeof at === 'object' && at !== null ? Reflect.get(at, part) : undefined),
        record,
      ) ?? null
  )
}
