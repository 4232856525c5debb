import { AppError } from '@axiom/shared/errors'
import Router from '@koa/router'

import { requestedOrigin } from '../../platform/http/origin.ts'
import type { Context, HttpMiddleware, RequestState } from '../../platform/http/types.ts'
import type { ProjectAccess, ResolvedProject } from '../projects/index.ts'
import type { PublishingService } from './service.ts'

export interface AppsSiteDeps {
  access: ProjectAccess
  publishing: PublishingService
  /** `localhost`, or the domain below which apps live; without a port. */
  domain: string
}

const PROJECT = Symbol('project')

/** Finds the project by the host, `<slug>.<domain>`: one origin per app, so that apps share neither storage nor sessions. */
export function appOfHost({ access, domain }: AppsSiteDeps): HttpMiddleware {
  return async (ctx, next) => {
    const slug = ctx.hostname.endsWith(`.${domain}`) ? ctx.hostname.slice(0, -domain.length - 1) : null
    if (slug === null) return redirectToHost(ctx, domain)
    const project = await access.resolve(slug)
    // An id is no address of an app.
    if (!project || project.slug !== slug)
      throw new AppError('not_found', { message: 'There is no app at this address.' })
    Object.assign(ctx.state, { [PROJECT]: project })
    if (!isOwnPath(ctx.path, project)) throw new AppError('not_found')
    await next()
  }
}

/** Below /api only this app's own collections and submissions exist here. */
function isOwnPath(path: string, { id, slug }: ResolvedProject): boolean {
  if (!path.startsWith('/api/')) return true
  return (
    [`/api/dynamic/${id}/`, `/api/dynamic/${slug}/`].some((own) => path.startsWith(own)) ||
    path === `/api/projects/${id}/submissions`
  )
}

/** `http://127.0.0.1:3001/<slug>` leads to the app's own origin. */
function redirectToHost(ctx: Context, domain: string): void {
  const [, slug, rest = ''] = /^\/([a-z0-9-]{1,40})(\/.*)?$/.exec(ctx.path) ?? []
  if (slug === undefined)
    throw new AppError('not_found', { message: 'There is no app at this address. Apps live at <name>.' + domain + '.' })
  const port = new URL(requestedOrigin(ctx)).port
  ctx.redirect(`${ctx.protocol}://${slug}.${domain}${port && `:${port}`}${rest || '/'}`)
}

/** What the runtime loads first: the active release. */
export function appRoutes({ publishing }: AppsSiteDeps): Router<RequestState> {
  const router = new Router<RequestState>()
  router.get('/app.json', async (ctx) => {
    const project = Reflect.get(ctx.state, PROJECT) as ResolvedProject
    const release = await publishing.activeRelease(project.id)
    if (!release) throw new AppError('not_found', { message: 'This app has not been published yet.' })
    ctx.set('Cache-Control', 'no-cache')
    ctx.set('ETag', `"${release.id}"`)
    ctx.body = release.app
    ctx.status = 200
    if (ctx.fresh) ctx.status = 304
  })
  return router
}
