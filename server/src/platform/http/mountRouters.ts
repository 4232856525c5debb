import type Router from '@koa/router'
import type Koa from 'koa'
import type { Middleware } from 'koa'

import { allowedMethods } from './allowedMethods.ts'
import type { Context, RequestState } from './types.ts'

interface Mounted {
  router: Router<RequestState>
  handle: Middleware<RequestState>
  /** What the paths of its routes begin with. */
  begins: readonly string[]
}

/**
 * Mounts routers in the order in which they are asked. There are many, and each compares a path with all of its routes: only those are
 * asked whose routes can begin like it.
 */
export function mountRouters(site: Koa<RequestState>, routers: readonly Router<RequestState>[]): void {
  const all = routers.map((router): Mounted => {
    return { router, handle: router.routes() as unknown as Middleware<RequestState>, begins: beginnings(router) }
  })
  const mountedFor = (path: string): Mounted[] => {
    // Routes do not look at case.
    const lower = path.toLowerCase()
    return all.filter(({ begins }) => begins.some((one) => lower.startsWith(one)))
  }
  site.use(allowedMethods((path) => mountedFor(path).map(({ router }) => router)))
  site.use((ctx, next) => askInTurn(mountedFor(ctx.path), ctx, next))
}

function askInTurn(mounted: readonly Mounted[], ctx: Context, next: () => Promise<unknown>, i = 0): Promise<unknown> {
  const one = mounted[i]
  if (!one) return next()
  return Promise.resolve(one.handle(ctx as never, () => askInTurn(mounted, ctx, next, i + 1)))
}

/** Up to what varies. */
function beginnings({ stack }: Router<RequestState>): string[] {
  const all = stack.map(({ path }) => (typeof path === 'string' ? (/^[^:*{(]*/.exec(path)?.[0] ?? '') : ''))
  const distinct = [...new Set(all.map((one) => one.toLowerCase()))]
  return distinct.filter((one) => !distinct.some((shorter) => shorter !== one && one.startsWith(shorter)))
}
