import type { ArchiveFile, ArchiveRow, ArchiveSource, ImportedProject } from '@axiom/shared/contracts/archives'
import { applyDifference, type DifferenceEntry } from '@axiom/shared/document/diff'
import { rowsOf, withNewIds } from '@axiom/shared/document/portable'
import type { ServerOrigin } from '@axiom/shared/document/projectDoc'
import { AppError } from '@axiom/shared/errors'
import { newId } from '@axiom/shared/ids'
import type { Json } from '@axiom/shared/json'
import type { FileDescriptor } from '@axiom/shared/model/files'

import type { Documents } from '../../collaboration/documents.ts'
import type { UserActor } from '../auth/index.ts'
import type { DataSources } from '../data-sources/index.ts'
import type { Files } from '../files/index.ts'
import type { ProjectService } from '../projects/index.ts'
import type { RecordService } from '../records/index.ts'

export interface MakerDeps {
  documents: Documents
  projects: ProjectService
  records: RecordService
  files: Files['archive']
  sources: DataSources['archive']
}

interface Making {
  actor: UserActor
  projectId: string
  /** Of the project that the file was made of. */
  oldProjectId: string
}

const ORIGIN: ServerOrigin = { kind: 'server', reason: 'import' }
/** Rows that are written at once, and their characters. */
const BATCH = 500
const BATCH_CHARACTERS = 8 * 1024 * 1024
/** Of a document, which is held in memory as a whole; what it may really hold is for its gate to say. */
const MOST_CHARACTERS = 64 * 1024 * 1024
const MOST_ROWS = 1_000_000
const MOST_SOURCES = 200

/** Puts what a file holds into a new project, under ids of its own: first its files and data sources, then the document, then the rows. */
export function createMaker(
  { documents, records, files, sources }: MakerDeps,
  { actor, projectId, oldProjectId }: Making,
) {
  const ids = new Map<string, string>()
  const known = new Map<string, FileDescriptor>()
  const entries: DifferenceEntry[] = []
  const rows: ArchiveRow[] = []
  const counts: Omit<ImportedProject, 'project'> = { rows: 0, files: 0, sources: 0, incomplete: 0, dropped: 0 }
  const waiting = { entries: 0, rows: 0 }
  let hasDocument = false

  function fresh(id: string): string {
    const made = ids.get(id) ?? newId()
    ids.set(id, made)
    return made
  }

  async function writeDocument(): Promise<void> {
    hasDocument = true
    for (const id of rowsOf(entries)) fresh(id)
    for (const [old, { id }] of known) ids.set(old, id)
    // Addresses of files that did not come along go on leading to where they are.
    if (known.size > 0) ids.set(oldProjectId, projectId)
    const difference = { entries: withNewIds(entries.splice(0), ids) }
    await documents.judgeEdit(projectId, (doc) => applyDifference(doc, difference, ORIGIN))
    await documents.editDocument(projectId, {
      reason: ORIGIN.reason,
      actorId: actor.userId,
      edit: (doc) => applyDifference(doc, difference, ORIGIN),
    })
  }

  async function writeRows(): Promise<void> {
    waiting.rows = 0
    if (rows.length > 0) counts.dropped += await records.restoreRows(projectId, rows.splice(0), known)
  }

  return {
    async file({ id, name, size, field }: ArchiveFile, bytes: AsyncIterable<Uint8Array>): Promise<void> {
      if (hasDocument || entries.length > 0) throw inOrder()
      const place = field && { modelId: fresh(field.modelId), fieldId: fresh(field.fieldId) }
      const file = { projectId, field: place, name, size, createdBy: actor.userId }
      known.set(id, await files.restoreFile(file, bytes))
      counts.files++
    },

    async source(source: ArchiveSource, bytes: AsyncIterable<Uint8Array>): Promise<void> {
      if (hasDocument || entries.length > 0) throw inOrder()
      if (++counts.sources > MOST_SOURCES) throw new AppError('too_large')
      if (source.lacks.length > 0) counts.incomplete++
      ids.set(source.id, await sources.restoreSource(projectId, source, bytes))
    },

    /** `size`: its characters. */
    entry(entry: DifferenceEntry, size: number): void {
      if (hasDocument) throw inOrder()
      entries.push(entry)
      waiting.entries += size
      if (waiting.entries > MOST_CHARACTERS) throw new AppError('too_large')
    },

    async row(row: ArchiveRow, size: number): Promise<void> {
      if (!hasDocument) await writeDocument()
      if (++counts.rows > MOST_ROWS) throw new AppError('too_large')
      rows.push(withIds(row, ids))
      waiting.rows += size
      if (rows.length >= BATCH || waiting.rows >= BATCH_CHARACTERS) await writeRows()
    },

    async end(): Promise<Omit<ImportedProject, 'project'>> {
      if (!hasDocument) await writeDocument()
      await writeRows()
      return counts
    },
  }
}

function inOrder(): AppError {
  return new AppError('invalid_input', {
    message: 'Files and data sources come first in such a file, then the document, then the rows.',
  })
}

/** Records keep their ids, by which they refer to one another: they are in collections of their own. */
function withIds({ modelId, f, ...row }: ArchiveRow, ids: ReadonlyMap<string, string>): ArchiveRow {
  const renamed = (id: string): string => ids.get(id) ?? id
  // Choices are stored by the ids of their options.
  const inValue = (value: Json): Json =>
    typeof value === 'string' ? renamed(value) : Array.isArray(value) ? value.map(inValue) : value
  return {
    ...row,
    modelId: renamed(modelId),
    f: Object.fromEntries(Object.entries(f).map(([id, value]) => [renamed(id), inValue(value)])),
  }
}
