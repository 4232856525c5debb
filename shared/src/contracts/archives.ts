import { z } from 'zod'

import { ROW_ID } from '../document/schema.ts'
import { AnyJson } from './common.ts'
import { SourceConfig, SourceGap } from './dataSources.ts'
import { Project } from './projects.ts'
import { DocumentEntry } from './proposals.ts'
import type { RouteSpec } from './route.ts'

/** Bytes of a file in one line. */
export const ARCHIVE_PIECE = 384 * 1024

const RowId = z.string().regex(ROW_ID)
const Time = z.iso.datetime({ precision: 3 })

/** The first line of a project's file. */
export const ArchiveHead = z.strictObject({
  axiom: z.literal('project/1'),
  name: z.string().trim().min(1).max(80),
  projectId: z.string().min(1).max(60),
  exportedAt: z.string().max(40),
})
export type ArchiveHead = z.infer<typeof ArchiveHead>

/** Of the project itself (`field` null), or of a field of records. Its bytes follow. */
export const ArchiveFile = z.strictObject({
  id: RowId,
  name: z.string().max(400),
  size: z.int().min(0),
  field: z.strictObject({ modelId: RowId, fieldId: RowId }).nullable(),
})
export type ArchiveFile = z.infer<typeof ArchiveFile>

/** A data source without its secret, and without whatever else may be one. The bytes of an uploaded file follow, as a database. */
export const ArchiveSource = z.strictObject({
  id: RowId,
  name: z.string().trim().min(1).max(80),
  config: SourceConfig,
  readOnly: z.boolean(),
  lacks: z.array(SourceGap).max(SourceGap.options.length),
  file: z.strictObject({ name: z.string().max(200), size: z.int().min(1) }).nullable(),
})
export type ArchiveSource = z.infer<typeof ArchiveSource>

/** A record, its values under the ids of fields. Who made it is not said: people and app users belong to their installation. */
export const ArchiveRow = z.strictObject({
  modelId: RowId,
  id: RowId,
  createdAt: Time,
  updatedAt: Time,
  f: z.record(RowId, AnyJson),
})
export type ArchiveRow = z.infer<typeof ArchiveRow>

/** A line after the first: files and data sources with their bytes (Base64, piece by piece), then the document, then the rows. */
export const ArchiveLine = z.union([
  z.strictObject({ file: ArchiveFile }),
  z.strictObject({ source: ArchiveSource }),
  z.strictObject({ bytes: z.string().max(ARCHIVE_PIECE * 2) }),
  z.strictObject({ entry: DocumentEntry }),
  z.strictObject({ row: ArchiveRow }),
])
export type ArchiveLine = z.infer<typeof ArchiveLine>

/** What was taken in; `dropped`: values that fit no field, names of people among them; `incomplete`: data sources that need their secret. */
export const ImportedProject = z.object({
  project: Project,
  rows: z.int(),
  files: z.int(),
  sources: z.int(),
  incomplete: z.int(),
  dropped: z.int(),
})
export type ImportedProject = z.infer<typeof ImportedProject>

export const archivesApi = {
  export: {
    id: 'archives.export',
    method: 'get',
    path: '/api/projects/{id}/export',
    summary:
      'A project as one file: its document and data sources, and where wanted its rows and files; no secrets, no accounts',
    access: 'project.export',
    limit: 'write',
    query: z.object({
      rows: z.enum(['none', 'draft', 'live']).default('none'),
      files: z.enum(['true', 'false']).default('false'),
    }),
    status: 200,
    answer: '*/*',
  },
  import: {
    id: 'archives.import',
    method: 'post',
    path: '/api/projects/import',
    summary: 'Make a new project of such a file; everything gets ids of its own',
    access: 'signedIn',
    limit: 'write',
    sends: 'application/gzip',
    status: 201,
    answer: ImportedProject,
    errors: [
      'invalid_input',
      'query_failed',
      'outbound_timeout',
      'unsupported_media_type',
      'too_large',
      'update_refused',
      'quota_exceeded',
      'not_unique',
      'slug_taken',
    ],
  },
} as const satisfies Record<string, RouteSpec>
