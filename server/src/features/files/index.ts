import { join } from 'node:path'

import type { FileValue } from '@axiom/shared/contracts/files'
import { type FileDescriptor, MEGABYTE } from '@axiom/shared/model/files'
import type Router from '@koa/router'

import type { BlobStore } from '../../platform/blob/blobStore.ts'
import { openDiskBlobs } from '../../platform/blob/diskBlobs.ts'
import { openS3Blobs, type S3Options } from '../../platform/blob/s3Blobs.ts'
import type { Db } from '../../platform/db/port.ts'
import type { RequestState } from '../../platform/http/types.ts'
import type { Jobs } from '../../platform/jobs/jobs.ts'
import type { Logger } from '../../platform/logging/log.ts'
import type { Metrics } from '../../platform/metrics/metrics.ts'
import { createClamav, type ClamavOptions } from '../../platform/scan/clamav.ts'
import type { Mount } from '../auth/index.ts'
import type { Purges } from '../projects/index.ts'
import { createFileArchive, type FileArchive } from './archive.ts'
import { createBeginner, type FileLimits } from './begin.ts'
import { type Completer, createCompleter } from './complete.ts'
import { createContent } from './content.ts'
import { createCopies } from './copies.ts'
import { createFileMetrics } from './fileMetrics.ts'
import { createHolds, type Holds } from './holds.ts'
import { createFileJobs } from './jobs.ts'
import { createLinks } from './links.ts'
import { presentHeld } from './present.ts'
import { createProcessor } from './process.ts'
import { createRemover } from './remove.ts'
import { projectFileRoutes, recordFileRoutes, type UploadGates } from './routes.ts'
import { createFileService, type FileServiceDeps } from './service.ts'
import { createFileStore } from './store.ts'
import { createSweep } from './sweep.ts'
import { createUploads } from './uploads.ts'

export type { UploadGates } from './routes.ts'
export type { UploadTarget } from './begin.ts'

/** What the operator chose. */
export interface FileSettings {
  /** Where the bytes are; none: `files` in the data folder. */
  s3?: S3Options | undefined
  /** None: files are not looked at for viruses. */
  clamav?: ClamavOptions | undefined
  limits?: Partial<FileLimits> | undefined
}

export interface FilesDeps extends Omit<FileServiceDeps, 'store' | 'links' | 'remove' | 'limits'> {
  db: Db
  mount: Mount
  dataDir: string
  settings?: FileSettings | undefined
  secret: string
  gates: UploadGates
  jobs: Jobs
  purges: Purges
  metrics: Metrics
  log: Logger
  now: () => number
}

/** For features that keep files in what they keep. */
export interface HeldFiles extends Holds {
  /** A file as whoever may read its record gets it. */
  present: (projectId: string, file: FileDescriptor) => FileValue
}

export interface Files {
  routes: Router<RequestState>
  /** Also on the origins of the apps. */
  recordRoutes: Router<RequestState>
  held: HeldFiles
  archive: FileArchive
  /** Removes what nobody holds; answers how many files. */
  sweep: () => Promise<number>
  /** Rejects when the folder or bucket does not answer. */
  ping: () => Promise<void>
  close: () => Promise<void>
}

const DEFAULT_LIMITS: FileLimits = { maxBytes: 100 * MEGABYTE, quotaBytes: 2_048 * MEGABYTE }

/** Files: of projects, and in records and submissions. */
export async function createFiles(deps: FilesDeps): Promise<Files> {
  const { db, dataDir, settings = {}, secret, access, log, now } = deps
  const limits = { ...DEFAULT_LIMITS, ...settings.limits }
  const store = await createFileStore(db)
  const blobs = await openBlobs(dataDir, settings)
  const links = createLinks(secret, now)
  const metrics = createFileMetrics(deps.metrics)
  const { remove, empty } = createRemover({
    store,
    blobs,
    metrics,
    isGone: async (id) => (await access.resolve(id)) === null,
  })
  const scanner = settings.clamav ? createClamav(settings.clamav) : null
  const sweep = createSweep({ store, remove, process: (fileId) => later.process(fileId), log, now })
  const later = createFileJobs({
    jobs: deps.jobs,
    process: createProcessor({ store, blobs, scanner, metrics, log, now }),
    sweep,
  })
  deps.purges.add(({ id }, signal) => empty(id, signal))
  await later.startSweeping()
  const complete: Completer = createCompleter({
    store,
    blobs,
    remove,
    metrics,
    now,
    isScanning: scanner !== null,
    process: later.process,
  })
  const files = createFileService({ ...deps, store, links, remove, limits })
  const uploads = createUploads({ store, blobs, complete, metrics, now })
  const begin = createBeginner({ store, limits, now })
  const archive = createFileArchive({ store, blobs, begin, uploads })
  const routes = {
    ...deps,
    files,
    begin,
    uploads,
    store,
    remove,
    copy: createCopies({ ...deps, store, blobs, files, archive }),
    content: createContent({ store, blobs, links, metrics }),
  }
  return {
    routes: projectFileRoutes(routes),
    recordRoutes: recordFileRoutes(routes),
    archive,
    held: { ...createHolds(store, now), present: (projectId, file) => presentHeld(projectId, file, links) },
    sweep,
    ping: () => blobs.ping(),
    close: () => blobs.close(),
  }
}

function openBlobs(dataDir: string, { s3 }: FileSettings): Promise<BlobStore> {
  return s3 ? openS3Blobs(s3) : openDiskBlobs(join(dataDir, 'files'))
}
