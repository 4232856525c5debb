import { AppError } from '@axiom/shared/errors'
import type Router from '@koa/router'
import type Koa from 'koa'

import type { Context, RequestState } from './types.ts'

type Layer = Router<RequestState>['stack'][number]
type Next = () => Promise<unknown>

interface Route {
  layer: Layer
  /** What its paths begin with, up to the first parameter. */
  begins: string
}

/**
 * Mounts the routes of all routers. Of those that fit an address the one with the fewest parameters is meant (`/orders/aggregate` is no
 * record), and the first of several; it may leave the answer to the next. What an address does not take is refused by 405, and `Allow`
 * tells (also to OPTIONS) what it does. There are many routes: an address is compared only with those that can fit it, and once.
 */
export function mountRouters(site: Koa<RequestState>, routers: readonly Router<RequestState>[]): void {
  const layers = routers.flatMap(({ stack }) => stack).filter(({ methods }) => methods.length > 0)
  // A stable sort: the first of equals stays the first.
  layers.sort((a, b) => a.paramNames.length - b.paramNames.length)
  const routes = Map.groupBy(layers.map(routeOf), ({ layer }) => segmentsOf(String(layer.path)))
  site.use((ctx, next) => {
    const { path, method } = ctx
    // Routes do not look at case.
    const lower = path.toLowerCase()
    const candidates = routes.get(segmentsOf(path)) ?? []
    const fitting = candidates.filter(({ begins, layer }) => lower.startsWith(begins) && layer.match(path))
    const [meant] = fitting
    if (!meant) return next()
    const fewest = meant.layer.paramNames.length
    const methods = fitting.flatMap(({ layer }) => (layer.paramNames.length === fewest ? layer.methods : []))
    if (!methods.includes(method)) return refuseMethod(ctx, methods)
    return askInTurn(
      fitting.flatMap(({ layer }) => (layer.methods.includes(method) ? layer : [])),
      ctx,
      next,
    )
  })
}

function routeOf(layer: Layer): Route {
  const { path } = layer
  if (typeof path !== 'string' || /[*{(]/.test(path)) throw new Error(`${String(path)}: each parameter is one segment`)
  return { layer, begins: (path.split(':')[0] ?? '').toLowerCase() }
}

/** A slash at the end makes no difference. */
function segmentsOf(path: string): number {
  let count = 0
  for (let i = 0; i < path.length - 1; i++)
    if (path.charCodeAt(i) === SLASH && path.charCodeAt(i + 1) !== SLASH) count++
  return count
}
const SLASH = '/'.charCodeAt(0)

function refuseMethod(ctx: Context, methods: readonly string[]): void {
  ctx.set('Allow', [...new Set(methods)].sort().join(', '))
  if (ctx.method !== 'OPTIONS') throw new AppError('method_not_allowed')
  ctx.status = 204
}

function askInTurn(layers: readonly Layer[], ctx: Context, next: Next, i = 0): Promise<unknown> {
  const layer = layers[i]
  if (!layer) return next()
  ctx['params'] = layer.params(ctx.path, layer.captures(ctx.path))
  ctx['_matchedRoute'] = layer.path
  return run(layer.stack, ctx, () => askInTurn(layers, ctx, next, i + 1))
}

/** The functions of one route, one after another. */
function run(stack: Layer['stack'], ctx: Context, next: Next, i = 0): Promise<unknown> {
  const step = stack[i]
  return step ? Promise.resolve(step(ctx as never, () => run(stack, ctx, next, i + 1))) : next()
}
