import { AppError } from '@axiom/shared/errors'
import type Router from '@koa/router'

import type { HttpMiddleware, RequestState } from './types.ts'

/**
 * Refuses what an address does not take, by 405, and tells by `Allow` (and to OPTIONS) what it does. Where several routes fit, the one
 * with the fewest parameters is meant: `/orders/aggregate` is no record, so it cannot be deleted.
 */
export function allowedMethods(routers: readonly Router<RequestState>[]): HttpMiddleware {
  return async (ctx, next) => {
    const layers = routers
      .flatMap((router) => router.match(ctx.path, ctx.method).path)
      .filter(({ methods }) => methods.length > 0)
    const fewest = Math.min(...layers.map(({ path }) => parametersIn(path)))
    const meant = layers.filter(({ path }) => parametersIn(path) === fewest)
    const methods = new Set(meant.flatMap((layer) => layer.methods))
    if (methods.size === 0 || methods.has(ctx.method)) return next()
    ctx.set('Allow', [...methods].sort().join(', '))
    if (ctx.method !== 'OPTIONS') throw new AppError('method_not_allowed')
    ctx.status = 204
  }
}

function parametersIn(path: string | RegExp): number {
  return String(path).split(':').length - 1
}
