import { createHash } from 'node:crypto'

import type { CompiledApp } from '@axiom/shared/model/app'
import { themeColour } from '@axiom/shared/widgets/theme'
import Router from '@koa/router'

import type { Context, RequestState } from '../../platform/http/types.ts'
import { drawIcon, type IconShape } from './appIcon.ts'

const ICONS: Readonly<Record<string, IconShape>> = {
  'icon-192.png': { size: 192, purpose: 'any' },
  'icon-512.png': { size: 512, purpose: 'any' },
  'icon-maskable-192.png': { size: 192, purpose: 'maskable' },
  'icon-maskable-512.png': { size: 512, purpose: 'maskable' },
}

type Looks = Pick<CompiledApp, 'name' | 'theme'>

/**
 * What a device needs to install an app: its name and its looks, which are no secret of an app that is not open to everybody. Throws
 * `not_found` where there is no app.
 */
export function installRoutes(looksOf: (ctx: Context) => Promise<Looks>): Router<RequestState> {
  const router = new Router<RequestState>()
  router.get('/-/manifest.webmanifest', async (ctx) => {
    answer(ctx, JSON.stringify(manifestOf(await looksOf(ctx))), 'application/manifest+json')
  })
  router.get('/-/:icon', async (ctx, next) => {
    const shape = ICONS[ctx.params['icon'] ?? '']
    // The app's own pages are there too.
    if (!shape) return next()
    answer(ctx, await drawIcon(await looksOf(ctx), shape), 'image/png')
  })
  return router
}

function answer(ctx: Context, body: string | Buffer, type: string): void {
  ctx.body = body
  ctx.type = type
  ctx.set('Cache-Control', 'no-cache')
  ctx.set('ETag', `"${createHash('sha256').update(body).digest('base64url').slice(0, 22)}"`)
  ctx.status = 200
  if (ctx.fresh) ctx.status = 304
}

function manifestOf(app: Looks): Record<string, unknown> {
  const name = app.name.trim() || 'App'
  return {
    id: '/',
    name,
    short_name: name.length > 12 ? (name.split(/\s+/)[0]?.slice(0, 12) ?? name) : name,
    start_url: '/',
    scope: '/',
    display: 'standalone',
    theme_color: themeColour(app.theme, 'primary'),
    background_color: themeColour(app.theme, 'background'),
    icons: Object.entries(ICONS).map(([file, { size, purpose }]) => ({
      src: `/-/${file}`,
      sizes: `${size}x${size}`,
      type: 'image/png',
      purpose,
    })),
  }
}
