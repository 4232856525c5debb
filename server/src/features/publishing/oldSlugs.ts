import { AppError } from '@axiom/shared/errors'

import type { Context, HttpMiddleware } from '../../platform/http/types.ts'
import type { ProjectAccess } from '../projects/index.ts'

/** Browsers may keep for so long where an old address leads; somebody else can have it one day. */
const KEPT = 'public, max-age=3600'

/** On the editor's origin: what is asked of a project's API by an address that the project had is answered with the one that it has. */
export function leadFromOldSlugs(access: ProjectAccess): HttpMiddleware {
  return async (ctx, next) => {
    try {
      await next()
    } catch (error) {
      const [, slug, rest] = /^\/api\/dynamic\/([^/?]+)(\/.*)$/.exec(ctx.url) ?? []
      const isMissing = error instanceof AppError && error.code === 'not_found' && slug !== undefined
      const moved = isMissing ? await access.findMoved(slug) : null
      if (!moved) throw error
      leadOn(ctx, `/api/dynamic/${moved.slug}${rest}`)
    }
  }
}

/** 308 where the method and the body have to come along. */
export function leadOn(ctx: Context, address: string): void {
  ctx.status = ['GET', 'HEAD'].includes(ctx.method) ? 301 : 308
  ctx.redirect(address)
  ctx.set('Cache-Control', KEPT)
}
