import type { Readable } from 'node:stream'

import { Id } from '@axiom/shared/contracts/common'
import { parametersOf, type ParameterOf, type RouteSpec } from '@axiom/shared/contracts/route'
import Router from '@koa/router'
import { z } from 'zod'

import { readBody, readParams, readQuery } from '../../platform/http/input.ts'
import type { Limits } from '../../platform/http/limit.ts'
import type { Context, HttpMiddleware, RequestState } from '../../platform/http/types.ts'
import type { Actor, UserActor } from './actor.ts'
import { actorOf, requireUser } from './authenticate.ts'
import { demandSameOrigin } from './cookies.ts'

/** Here whoever asks is let in, and judged by the service. */
type OpenAccess = 'public' | 'sameOrigin' | 'rules'

/** One checked request. */
export interface Call<S extends RouteSpec> {
  ctx: Context
  actor: S['access'] extends OpenAccess ? Actor : UserActor
  params: Record<ParameterOf<S['path']>, string>
  query: S extends { query: infer Q extends z.ZodType } ? z.output<Q> : undefined
  body: S extends { body: infer B extends z.ZodType } ? z.output<B> : undefined
}

type AnswerOf<S extends RouteSpec> = S['answer'] extends z.ZodType
  ? z.output<S['answer']>
  : S['answer'] extends '*/*' | 'text/event-stream'
    ? Readable | undefined
    : S['answer'] extends string
      ? string
      : void

type Handlers<Api extends Record<string, RouteSpec>> = {
  [Name in keyof Api]: (call: Call<Api[Name]>) => AnswerOf<Api[Name]> | Promise<AnswerOf<Api[Name]>>
}

/** Makes the routes of a table real: each is limited, its caller known and its input checked before its handler is asked. */
export type Mount = <Api extends Record<string, RouteSpec>>(api: Api, handlers: Handlers<Api>) => Router<RequestState>

export interface MountOptions {
  limits: Limits
  allowedOrigins: readonly string[]
}

export function createMount({ limits, allowedOrigins }: MountOptions): Mount {
  return (api, handlers) => {
    const router = new Router<RequestState>()
    for (const [name, spec] of Object.entries(api)) {
      // The type of `Handlers` says that each fits its specification; over all of them TypeScript cannot follow.
      const handle = handlers[name] as unknown as (call: unknown) => unknown
      const read = reader(spec, allowedOrigins)
      const run: HttpMiddleware = async (ctx) => {
        const call = await read(ctx)
        ctx.status = spec.status
        const body = await handle(call)
        if (spec.answer !== null) ctx.body = body
      }
      const limit = spec.limit === null ? [] : [limits.limit(spec.limit)]
      router.register(spec.path.replaceAll(/\{(\w+)\}/g, ':$1'), [spec.method], [...limit, run])
    }
    return router
  }
}

/** What a request asks, who asks first: strangers do not learn what a body should look like. */
function reader({ access, path, query, body }: RouteSpec, allowedOrigins: readonly string[]) {
  const Params = z.object(Object.fromEntries(parametersOf(path).map((name) => [name, Id])))
  return async (ctx: Context) => {
    if (access === 'sameOrigin') demandSameOrigin(ctx, allowedOrigins)
    const isOpen = access === 'public' || access === 'sameOrigin' || access === 'rules'
    const actor = isOpen ? actorOf(ctx) : requireUser(ctx)
    return {
      ctx,
      actor,
      params: readParams(ctx, Params),
      query: query && readQuery(ctx, query),
      body: body && (await readBody(ctx, body)),
    }
  }
}
