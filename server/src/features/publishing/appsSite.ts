import { createHash } from 'node:crypto'

import type { Entrance } from '@axiom/shared/contracts/appAccess'
import type { Registration, Visitor } from '@axiom/shared/contracts/appUsers'
import { AppError } from '@axiom/shared/errors'
import { toPublicApp } from '@axiom/shared/model/app'
import { closedScreens, type ServedApp, shutApp, visibleApp } from '@axiom/shared/model/visibleApp'
import Router from '@koa/router'

import { requestedOrigin } from '../../platform/http/origin.ts'
import type { Context, HttpMiddleware, RequestState } from '../../platform/http/types.ts'
import { actorOf } from '../auth/index.ts'
import type { ProjectAccess, ResolvedProject } from '../projects/index.ts'
import type { ActiveRelease } from '../records/index.ts'
import { installRoutes } from './installable.ts'
import { leadOn } from './oldSlugs.ts'
import type { PublishingService } from './service.ts'

export interface AppsSiteDeps {
  access: ProjectAccess
  publishing: PublishingService
  /** `localhost`, or the domain below which apps live; without a port. */
  domain: string
  /** The project of a host that people brought along; null for none. */
  projectOf: (host: string) => Promise<string | null>
  /** Who is signed in at the app. */
  visitorOf: (ctx: Context) => Visitor | null
  settingsOf: (projectId: string) => Promise<{ registration: Registration }>
  /** What it would take to open the app; null: it is open to who asks. */
  missingOf: (ctx: Context) => Entrance | null
  frameOriginsOf: (projectId: string) => Promise<readonly string[]>
}

const PROJECT = Symbol('project')

/** Finds the project by the host, `<slug>.<domain>` or a domain of its own: one origin per app, so that apps share neither storage nor sessions. */
export function appOfHost({ access, domain, projectOf }: AppsSiteDeps): HttpMiddleware {
  return async (ctx, next) => {
    const slug = ctx.hostname.endsWith(`.${domain}`) ? ctx.hostname.slice(0, -domain.length - 1) : null
    if (slug === null) {
      const id = await projectOf(ctx.hostname)
      const mapped = id === null ? null : await access.resolve(id)
      return mapped ? serveMapped(ctx, mapped, next) : redirectToHost(ctx, domain, next)
    }
    const project = await access.resolve(slug)
    // An id is no address of an app.
    if (project?.slug !== slug) {
      const moved = await access.findMoved(slug)
      if (!moved) return answerNobody(ctx, next)
      return isOwnPage(ctx) ? serve(ctx, moved, next) : leadToHost(ctx, moved.slug, { domain, from: slug })
    }
    await serve(ctx, project, next)
  }
}

/**
 * A page of the address that an app had, which browsers say of themselves: what waits on its device can be sent from nowhere else, and
 * what is open goes on working.
 */
function isOwnPage(ctx: Context): boolean {
  ctx.vary('Sec-Fetch-Site')
  return ctx.path.startsWith('/api/') && ctx.get('Sec-Fetch-Site') === 'same-origin'
}

async function serve(ctx: Context, project: ResolvedProject, next: () => Promise<unknown>): Promise<void> {
  Object.assign(ctx.state, { [PROJECT]: project })
  if (!isOwnPath(ctx.path, project)) throw new AppError('not_found')
  await next()
}

/** The project whose app a request asks for; null on the editor's origin. */
export function findAppOf(ctx: Context): ResolvedProject | null {
  return (Reflect.get(ctx.state, PROJECT) as ResolvedProject | undefined) ?? null
}

/** On a domain of its own an app's API needs no name of the project: `/api/dynamic/orders`. */
async function serveMapped(ctx: Context, project: ResolvedProject, next: () => Promise<unknown>): Promise<void> {
  const api = '/api/dynamic/'
  const own = `${api}${project.id}/`
  if (ctx.path.startsWith(api) && !ctx.path.startsWith(own)) ctx.path = own + ctx.path.slice(api.length)
  await serve(ctx, project, next)
}

/** People get the page, which asks for an app, finds none and says so; programs a problem. */
async function answerNobody(ctx: Context, next: () => Promise<unknown>): Promise<void> {
  if (ctx.path === '/app.json' || ctx.path.startsWith('/api/'))
    throw new AppError('not_found', { message: 'There is no app at this address.' })
  ctx.status = 404
  await next()
}

/** Below /api only this app's own collections and submissions exist here. */
function isOwnPath(path: string, { id, slug }: ResolvedProject): boolean {
  if (!path.startsWith('/api/')) return true
  return (
    [`/api/dynamic/${id}/`, `/api/dynamic/${slug}/`].some((own) => path.startsWith(own)) ||
    path === `/api/projects/${id}/submissions` ||
    path === `/api/projects/${id}/submissions/challenge` ||
    path.startsWith('/api/app/')
  )
}

/** `http://127.0.0.1:3001/<slug>` leads to the app's own origin. */
async function redirectToHost(ctx: Context, domain: string, next: () => Promise<unknown>): Promise<void> {
  const [, slug, rest = ''] = /^\/([a-z0-9-]{1,40})(\/.*)?$/.exec(ctx.path) ?? []
  if (slug === undefined) return answerNobody(ctx, next)
  ctx.redirect(`${originOfSlug(ctx, slug, domain)}${rest || '/'}`)
}

/** The app has another address now. */
function leadToHost(ctx: Context, slug: string, { domain, from }: { domain: string; from: string }): void {
  leadOn(ctx, `${originOfSlug(ctx, slug, domain)}${ctx.url.replace(`/api/dynamic/${from}/`, `/api/dynamic/${slug}/`)}`)
}

function originOfSlug(ctx: Context, slug: string, domain: string): string {
  const port = new URL(requestedOrigin(ctx)).port
  return `${ctx.protocol}://${slug}.${domain}${port && `:${port}`}`
}

/** What the runtime loads first: the active release, as far as this visitor may see it. */
export function appRoutes(deps: AppsSiteDeps): Router<RequestState> {
  const { access, publishing, visitorOf, settingsOf, missingOf, frameOriginsOf } = deps
  const router = new Router<RequestState>()

  async function served(ctx: Context): Promise<ActiveRelease & { project: ResolvedProject }> {
    const project = findAppOf(ctx)
    const release = project && (await publishing.activeRelease(project.id))
    if (!release) throw new AppError('not_found', { message: 'This app has not been published yet.' })
    return { ...release, project }
  }

  router.use(installRoutes(async (ctx) => (await served(ctx)).app).routes())
  router.get('/app.json', async (ctx) => {
    const { project, ...release } = await served(ctx)
    const caller = await access.callerOf(actorOf(ctx), project.id)
    const [visitor, entrance] = [visitorOf(ctx), missingOf(ctx)]
    const app: ServedApp = {
      ...(entrance === null ? visibleApp(toPublicApp(release.app), caller) : shutApp(release.app)),
      releaseId: release.id,
      entrance,
      frameOrigins: [...(await frameOriginsOf(project.id))],
      visitor,
      closed: entrance === null ? closedScreens(release.app, caller) : [],
      registration: (await settingsOf(project.id)).registration,
    }
    ctx.set('Cache-Control', 'private, no-cache')
    ctx.vary('Cookie')
    const body = JSON.stringify(app)
    ctx.body = body
    ctx.type = 'application/json'
    ctx.set('ETag', `"${release.id}.${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`)
    ctx.status = 200
    if (ctx.fresh) ctx.status = 304
  })
  return router
}
