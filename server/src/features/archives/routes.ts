import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'

import { archivesApi } from '@axiom/shared/contracts/archives'
import { AppError } from '@axiom/shared/errors'
import type Router from '@koa/router'

import { createUploadReader } from '../../platform/http/readUpload.ts'
import type { RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import type { ProjectAccess, ProjectService } from '../projects/index.ts'
import { type ExportDeps, exportProject } from './exportProject.ts'
import { importProject } from './importProject.ts'
import { readArchive } from './readArchive.ts'

/** Files that one process reads at a time. */
const AT_ONCE = 2

export interface ArchivesDeps extends ExportDeps {
  mount: Mount
  access: ProjectAccess
  projects: ProjectService
}

/** Projects as files. */
export function archiveRoutes(deps: ArchivesDeps): Router<RequestState> {
  const { mount, access, projects } = deps
  const readUpload = createUploadReader(AT_ONCE)
  return mount(archivesApi, {
    export: async ({ ctx, actor, params, query: { rows, files } }) => {
      await access.authorize(actor, params.id, 'project.export')
      const project = await projects.get(actor, params.id)
      if (rows === 'live' && project.publishedAt === null)
        throw new AppError('not_found', { message: 'This project has not been published yet.' })
      const lines = exportProject(deps, project, { rows, withFiles: files === 'true' })
      ctx.attachment(`${project.slug}.axiom`)
      ctx.type = 'application/gzip'
      ctx.set('Cache-Control', 'no-store')
      return packed(lines)
    },
    import: async ({ ctx, actor }) => {
      if (!ctx.is('application/gzip', 'application/x-gzip', 'application/octet-stream'))
        throw new AppError('unsupported_media_type', { message: 'Send the file as application/gzip.' })
      return readUpload(ctx, (body) => importProject(deps, actor, readArchive(body)))
    },
  })
}

/** What fails in the middle ends the answer, so that nobody takes half a file for a whole one. */
function packed(lines: AsyncIterable<string>): Readable {
  const source = Readable.from(lines)
  const gzip = createGzip()
  source.on('error', (error) => gzip.destroy(error))
  gzip.on('close', () => source.destroy())
  return source.pipe(gzip)
}
