/** How rows come and go as files. */
export const FILE_FORMATS = ['csv', 'json', 'ndjson'] as const
export type FileFormat = (typeof FILE_FORMATS)[number]

/** What each is called in `Content-Type`. */
export const MEDIA: Readonly<Record<FileFormat, string>> = {
  csv: 'text/csv',
  json: 'application/json',
  ndjson: 'application/x-ndjson',
}
