import { ARCHIVE_PIECE, type ArchiveHead, type ArchiveLine } from '@axiom/shared/contracts/archives'
import { contentsOf } from '@axiom/shared/document/portable'
import { AppError } from '@axiom/shared/errors'

import type { Documents } from '../../collaboration/documents.ts'
import type { DataSources } from '../data-sources/index.ts'
import type { Files } from '../files/index.ts'
import type { RecordService } from '../records/index.ts'

export interface ExportDeps {
  documents: Documents
  records: RecordService
  files: Files['archive']
  sources: DataSources['archive']
  now: () => number
}

export interface ExportWish {
  rows: 'none' | 'draft' | 'live'
  withFiles: boolean
}

/**
 * A project line by line, never more of it in memory than its document and one page of rows: files and data sources first, as rows,
 * addresses and queries name them; then the document, without which the rows mean nothing.
 */
export async function* exportProject(
  { documents, records, files, sources, now }: ExportDeps,
  { id, name }: { id: string; name: string },
  { rows, withFiles }: ExportWish,
): AsyncGenerator<string> {
  const exportedAt = new Date(now()).toISOString()
  yield toLine({ axiom: 'project/1', name, projectId: id, exportedAt } satisfies ArchiveHead)
  if (withFiles)
    for await (const file of files.archivedFiles(id, rows === 'none' ? null : rows)) {
      yield toLine({ file })
      for await (const piece of piecesOf(await files.bytesOf(id, file.id))) yield toLine({ bytes: piece })
    }
  for await (const { source, bytes } of sources.archivedSources(id, withFiles)) {
    yield toLine({ source })
    if (bytes) for await (const piece of piecesOf(bytes)) yield toLine({ bytes: piece })
  }
  for (const entry of await documents.readDocument(id, contentsOf)) yield toLine({ entry } as ArchiveLine)
  if (rows !== 'none') for await (const row of records.archivedRows(id, rows)) yield toLine({ row })
}

function toLine(line: ArchiveHead | ArchiveLine): string {
  return `${JSON.stringify(line)}\n`
}

/** Base64 of one size each but the last. */
async function* piecesOf(bytes: AsyncIterable<Uint8Array> | null): AsyncGenerator<string> {
  if (!bytes) throw new AppError('conflict', { message: 'A file was deleted meanwhile. Try again.' })
  let held: Uint8Array[] = []
  let count = 0
  for await (const chunk of bytes) {
    held.push(chunk)
    count += chunk.length
    if (count < ARCHIVE_PIECE) continue
    const all = Buffer.concat(held)
    let from = 0
    for (; count - from >= ARCHIVE_PIECE; from += ARCHIVE_PIECE)
      yield all.subarray(from, from + ARCHIVE_PIECE).toString('base64')
    held = [all.subarray(from)]
    count -= from
  }
  if (count > 0) yield Buffer.concat(held).toString('base64')
}
