import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { AppError } from '@axiom/shared/errors'
import sirv from 'sirv'

import type { HttpMiddleware } from './types.ts'

export interface StaticOptions {
  /** Folder of the editor's build. */
  directory: string
  /** Page that answers every path that is no file (the application routes in the browser). */
  page: string
}

/** Files of a build: hashed assets for ever, everything else revalidated; other GET paths get the page. */
export function staticFiles({ directory, page }: StaticOptions): HttpMiddleware {
  const serve = sirv(directory, {
    // Without a build (tests, first `npm run dev`) there is nothing to read ahead.
    dev: !existsSync(directory),
    etag: true,
    gzip: true,
    brotli: true,
    setHeaders: (res, path) => {
      const hashed = path.startsWith('/assets/')
      res.setHeader('Cache-Control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    },
  })
  return async (ctx, next) => {
    if ((ctx.method !== 'GET' && ctx.method !== 'HEAD') || ctx.path.startsWith('/api/')) return next()
    const isPage = ctx.path === '/' || !/\.[a-z0-9]+$/i.test(ctx.path)
    if (isPage) return answerPage(ctx, directory, page)
    ctx.respond = false
    ctx.res.statusCode = 200
    await new Promise<void>((resolve) => {
      ctx.res.once('close', resolve)
      serve(ctx.req, ctx.res, () => {
        ctx.respond = true
        resolve()
      })
    })
    if (ctx.respond) throw new AppError('not_found')
  }
}

async function answerPage(ctx: Parameters<HttpMiddleware>[0], directory: string, page: string): Promise<void> {
  ctx.type = 'text/html'
  ctx.set('Cache-Control', 'no-cache')
  try {
    ctx.body = await readFile(join(directory, page))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    throw new AppError('unavailable', {
      message: 'The editor has not been built yet. Run "npm run build", then reload.',
    })
  }
}
