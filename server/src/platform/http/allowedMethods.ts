import { AppError } from '@axiom/shared/errors'
import type Router from '@koa/router'

import type { HttpMiddleware, RequestState } from './types.ts'

type Layer = Router<RequestState>['stack'][number]

/**
 * Refuses what an address does not take, by 405, and tells by `Allow` (and to OPTIONS) what it does. Where several routes fit, the one
 * with the fewest parameters is meant: `/orders/aggregate` is no record, so it cannot be deleted.
 */
export function allowedMethods(routersFor: (path: string) => readonly Router<RequestState>[]): HttpMiddleware {
  return async (ctx, next) => {
    let [fewest, meant]: [number, Layer[]] = [Infinity, []]
    for (const router of routersFor(ctx.path))
      for (const layer of router.stack) {
        if (layer.methods.length === 0 || !layer.match(ctx.path)) continue
        if (layer.paramNames.length < fewest) [fewest, meant] = [layer.paramNames.length, []]
        if (layer.paramNames.length === fewest) meant.push(layer)
      }
    if (meant.length === 0 || meant.some(({ methods }) => methods.includes(ctx.method))) return next()
    ctx.set('Allow', [...new Set(meant.flatMap(({ methods }) => methods))].sort().join(', '))
    if (ctx.method !== 'OPTIONS') throw new AppError('method_not_allowed')
    ctx.status = 204
  }
}
