import type { ImportReport } from '@axiom/shared/contracts/records'

import { fill, toQuery } from './call.ts'
import type { Collection, FieldOf, Place, Selection } from './collection.ts'
import type { CallOptions, Send } from './connection.ts'
import { toParameters } from './parameters.ts'
import { readJson } from './problem.ts'
import { bodyOf, type Bytes } from './streams.ts'

/** Media types of the files. */
const MEDIA = {
  csv: 'text/csv',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
} as const

export type FileFormat = keyof typeof MEDIA

export interface ImportOptions<C extends Collection> extends CallOptions {
  format: FileFormat
  /** Changes the record that has the same value of this unique field. */
  upsert?: FieldOf<C> | undefined
  /** Checks everything and keeps nothing. */
  dryRun?: boolean | undefined
}

export interface ExportOptions<C extends Collection> extends Selection<C>, CallOptions {
  format: FileFormat
  fields?: readonly FieldOf<C>[] | undefined
}

/** Whole collections as files, out and in. */
export function createFiles<C extends Collection>(send: Send, { env, ...params }: Place) {
  const pathOf = (path: string, query: object): string => fill(path, params) + toQuery(toParameters({ env, ...query }))
  return {
    /** All that a list would answer, as a file: its bytes as they come. A file that ends early is an error of the stream. */
    async export({ signal, ...options }: ExportOptions<C>): Promise<Bytes> {
      const path = pathOf('/api/dynamic/{project}/{collection}/export', options)
      const headers = { accept: MEDIA[options.format] }
      return bodyOf(await send({ method: 'GET', path, headers, repeatable: true, streams: 'down', signal }))
    },

    /** Reads a file of any size, line by line; what is wrong with lines is in the report. What was taken before it breaks stays. */
    async import(file: BodyInit, { signal, format, ...options }: ImportOptions<C>): Promise<ImportReport> {
      const path = pathOf('/api/dynamic/{project}/{collection}/import', options)
      const headers = { 'content-type': MEDIA[format] }
      const repeatable = options.dryRun === true
      const answer = await send({ method: 'POST', path, headers, body: file, repeatable, streams: 'up', signal })
      return ((await readJson(answer)) as { data: ImportReport }).data
    },
  }
}
