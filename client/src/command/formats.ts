import { extname } from 'node:path'

import type { FileFormat } from '../recordFiles.ts'
import { UsageError } from './failures.ts'

export const FORMATS = ['csv', 'json', 'ndjson'] as const satisfies readonly FileFormat[]

/** The format that was said, or that of the file's ending, or else the usual one. Throws `UsageError`. */
export function formatOf(said: FileFormat | undefined, file: string | undefined, usual?: FileFormat): FileFormat {
  const ending = extname(file ?? '')
    .slice(1)
    .toLowerCase()
  const format = said ?? FORMATS.find((one) => one === ending) ?? (ending === 'jsonl' ? 'ndjson' : usual)
  if (!format) throw new UsageError(`Which format is it? Say --format ${FORMATS.join('|')}.`)
  return format
}
