import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'

import { archivesApi } from '@axiom/shared/contracts/archives'
import { AppError } from '@axiom/shared/errors'
import type Router from '@koa/router'

import type { Context, RequestState } from '../../platform/http/types.ts'
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
  let reading = 0
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
      if (reading >= AT_ONCE)
        throw new AppError('rate_limited', {
          message: 'Other files are being read. Try again in a moment.',
          retryAfter: 10,
        })
      reading++
      try {
        return await importProject(deps, actor, readArchive(bytesOf(ctx)))
      } finally {
        reading--
        // Who is refused in the middle of his file is still told why.
        if (!ctx.req.complete) ctx.set('Connection', 'close')
        ctx.req.resume()
      }
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

function bytesOf({ req }: Context): AsyncIterable<Uint8Array> {
  return req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
}
