import { z } from 'zod'

import { Id, listOf } from './common.ts'
import type { RouteSpec } from './route.ts'

/** Names of uploads: tus 1.0.0, https://tus.io/protocols/resumable-upload. */
export const TUS_VERSION = '1.0.0'
export const UPLOAD_TYPE = 'application/offset+octet-stream'

/** A file as records and submissions show it; `url` works for about an hour. */
export const FileValue = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  size: z.int(),
  url: z.string(),
})
export type FileValue = z.infer<typeof FileValue>

export const FileState = z.enum(['scanning', 'ready', 'infected'])

/** A file of the project itself. `url` is for everybody and for good. */
export const ProjectFile = FileValue.extend({
  state: FileState,
  /** Of a picture, once it has been looked at. */
  width: z.int().nullable(),
  height: z.int().nullable(),
  /** Smaller ones of a picture: `url` with `?variant=small`. */
  variants: z.array(z.enum(['small', 'medium', 'large'])),
  createdAt: z.string(),
  createdBy: z.string().nullable(),
})
export type ProjectFile = z.infer<typeof ProjectFile>

/** How far an upload is; `file` once all has come. */
export const Upload = z.object({
  id: z.string(),
  offset: z.int(),
  size: z.int(),
  file: FileValue.omit({ url: true }).nullable(),
})
export type Upload = z.infer<typeof Upload>

/** All files of a project, those in records and submissions as well. */
export const FileUsage = z.object({ files: z.int(), bytes: z.int(), quota: z.int(), maxSize: z.int() })
export type FileUsage = z.infer<typeof FileUsage>

export const FilePage = z.object({
  data: z.array(ProjectFile),
  meta: z.object({ nextCursor: z.string().nullable(), usage: FileUsage }),
})
export type FilePage = z.infer<typeof FilePage>

/** Where a file of the project is shown. */
export const FileUse = z.object({
  env: z.enum(['draft', 'live']),
  screenId: z.string(),
  screenName: z.string(),
  nodeId: z.string(),
  nodeName: z.string(),
})
export type FileUse = z.infer<typeof FileUse>

/** A file of another project, and the one of this project that is the same. */
export const CopiedFile = z.object({ projectId: z.string(), fileId: z.string(), copyId: z.string() })
export type CopiedFile = z.infer<typeof CopiedFile>

const TUS = { name: 'Tus-Resumable', required: true, description: `\`${TUS_VERSION}\`` }
const CREATE_HEADERS = [
  TUS,
  { name: 'Upload-Length', required: true, description: 'Bytes of the whole file' },
  {
    name: 'Upload-Metadata',
    required: true,
    description: 'Pairs of a name and a value in base64, separated by commas: filename, and what the address needs',
  },
]
const APPEND_HEADERS = [TUS, { name: 'Upload-Offset', required: true, description: 'Bytes that the server has' }]

const CREATE = {
  method: 'post',
  sends: UPLOAD_TYPE,
  headers: CREATE_HEADERS,
  status: 201,
  answer: Upload,
  errors: ['invalid_input', 'precondition_failed', 'too_large', 'quota_exceeded', 'file_type_refused', 'conflict'],
} as const
const APPEND = {
  method: 'patch',
  sends: UPLOAD_TYPE,
  headers: APPEND_HEADERS,
  summary: 'Send the next bytes of a file (tus)',
  limit: 'write',
  status: 204,
  answer: null,
  errors: [
    'invalid_input',
    'precondition_failed',
    'too_large',
    'conflict',
    'unsupported_media_type',
    'file_type_refused',
  ],
} as const
const STATUS = {
  method: 'get',
  summary: 'How far an upload is; HEAD as tus has it',
  limit: 'api',
  status: 200,
  answer: Upload,
  errors: ['file_type_refused', 'conflict'],
} as const
const CANCEL = { method: 'delete', summary: 'Give up an upload', limit: 'write', status: 204, answer: null } as const

const FILES = '/api/projects/{id}/files'
const UPLOAD = `${FILES}/uploads/{uploadId}` as const
const FILE = `${FILES}/{fileId}` as const

/** Files of the project itself: pictures of its screens and the like. Whoever has the address of one can read it. */
export const filesApi = {
  list: {
    id: 'files.list',
    method: 'get',
    path: FILES,
    summary: 'Files of the project, the newest first, and how much room is left',
    access: 'files.list',
    limit: 'api',
    query: z.object({ cursor: Id.optional(), search: z.string().max(100).optional() }),
    status: 200,
    answer: FilePage,
  },
  create: {
    ...CREATE,
    id: 'files.create',
    path: FILES,
    summary: 'Begin to upload a file (tus); its bytes may come along',
    access: 'files.write',
    limit: 'write',
  },
  upload: { ...STATUS, id: 'files.upload', path: UPLOAD, access: 'files.write' },
  append: { ...APPEND, id: 'files.append', path: UPLOAD, access: 'files.write' },
  cancel: { ...CANCEL, id: 'files.cancel', path: UPLOAD, access: 'files.write' },
  copies: {
    id: 'files.copies',
    method: 'post',
    path: `${FILES}/copies`,
    summary: 'Keep files of other projects here too; what is gone there is left out',
    access: 'files.write',
    limit: 'write',
    body: z.strictObject({
      files: z
        .array(z.strictObject({ projectId: Id, fileId: Id }))
        .min(1)
        .max(50),
    }),
    status: 201,
    answer: listOf(CopiedFile),
    errors: ['too_large', 'quota_exceeded', 'file_type_refused', 'conflict'],
  },
  get: {
    id: 'files.get',
    method: 'get',
    path: FILE,
    summary: 'One file of the project',
    access: 'files.list',
    limit: 'api',
    status: 200,
    answer: ProjectFile,
  },
  uses: {
    id: 'files.uses',
    method: 'get',
    path: `${FILE}/uses`,
    summary: 'Where a file is shown, in the draft and in the published app',
    access: 'files.list',
    limit: 'api',
    status: 200,
    answer: z.object({ data: z.array(FileUse) }),
  },
  remove: {
    id: 'files.remove',
    method: 'delete',
    path: FILE,
    summary: 'Delete a file of the project, also where it is shown',
    access: 'files.write',
    limit: 'write',
    status: 204,
    answer: null,
    errors: ['conflict'],
  },
} as const satisfies Record<string, RouteSpec>

const DYNAMIC = '/api/dynamic/{project}/files'
const DYNAMIC_UPLOAD = `${DYNAMIC}/uploads/{uploadId}` as const

/** Files in records and submissions. An upload is known by its id alone, which nobody can guess. */
export const recordFilesApi = {
  create: {
    ...CREATE,
    id: 'recordFiles.create',
    path: DYNAMIC,
    summary: 'Begin to upload a file (tus) for `collection` and `field`, or for `form` and `input`',
    access: 'rules',
    limit: 'uploads',
    query: z.object({ env: z.enum(['draft', 'live']).optional() }),
  },
  upload: { ...STATUS, id: 'recordFiles.upload', path: DYNAMIC_UPLOAD, access: 'rules' },
  append: { ...APPEND, id: 'recordFiles.append', path: DYNAMIC_UPLOAD, access: 'rules' },
  cancel: { ...CANCEL, id: 'recordFiles.cancel', path: DYNAMIC_UPLOAD, access: 'rules' },
  content: {
    id: 'recordFiles.content',
    method: 'get',
    path: `${DYNAMIC}/{fileId}`,
    summary: 'The bytes of a file, or of a smaller variant of a picture; ranges and ETags as HTTP has them',
    access: 'rules',
    limit: 'api',
    query: z.object({
      variant: z.enum(['small', 'medium', 'large']).optional(),
      /** Offer it for saving, whatever it is. */
      download: z.literal('1').optional(),
      until: z.string().max(20).optional(),
      signature: z.string().max(100).optional(),
    }),
    status: 200,
    answer: '*/*',
    more: { 206: '*/*', 304: null },
    errors: ['link_expired', 'file_scanning', 'file_infected', 'range_not_satisfiable'],
  },
} as const satisfies Record<string, RouteSpec>
