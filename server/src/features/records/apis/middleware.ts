import { mayUseDraft } from '@axiom/shared/access/audience'
import { type ApiView, isOwnable, isRecordApi } from '@axiom/shared/document/parseApis'
import { AppError } from '@axiom/shared/errors'
import type { Json } from '@axiom/shared/json'
import { matchPath } from '@axiom/shared/model/apiPaths'

import type { ExpressionPool } from '../../../platform/expressions/pool.ts'
import { readJson } from '../../../platform/http/input.ts'
import type { Limits } from '../../../platform/http/limit.ts'
import type { Context, HttpMiddleware } from '../../../platform/http/types.ts'
import { actorOf, clientOf } from '../../auth/index.ts'
import { readProof } from '../../proofs/index.ts'
import type { Contracts } from '../contracts.ts'
import { refuseAccess } from '../policy.ts'
import type { RecordService } from '../service.ts'
import type { Place } from '../target.ts'
import { type Answered, answerRecords, type Asked, transformed } from './answer.ts'
import { answerOther, demandOpen, type Others } from './others.ts'

export interface CustomEndpointDeps {
  records: RecordService
  contracts: Contracts
  expressions: ExpressionPool
  others: () => Others
  limits: Limits
  now: () => number
}

const KEPT = 500

interface Found {
  api: ApiView
  params: Record<string, string>
}

/**
 * Endpoints that people made answer where nothing else does: a collection of the same address comes first. They are asked after all
 * routes, so that the generated ones are as fast as without them.
 */
export function customEndpoints(deps: CustomEndpointDeps): HttpMiddleware {
  const kept = new Map<string, { body: Json; until: number }>()

  async function answer(ctx: Context, projectKey: string, address: string[]): Promise<boolean> {
    const { records, contracts, limits, now } = deps
    const { env } = ctx.query
    const asked = env === 'draft' || env === 'live' ? env : undefined
    const place = { ...(await records.locate(actorOf(ctx), projectKey, asked)), proof: readProof(ctx) }
    const found = findApi(await contracts.apis(place.project.id, place.env), ctx.method, address)
    // What nobody made keeps the answer that it had.
    if (!found) return false
    if (env !== asked) refuseEnv()
    // Who reads the answer can tell that somebody made this, and which it was.
    ctx.set('X-Endpoint', found.api.id)
    await limits.limit(ctx.method === 'GET' ? 'api' : 'write', () => clientOf(actorOf(ctx), ctx.ip))(ctx, async () => {
      if (place.env === 'draft' && !mayUseDraft(place.caller)) refuseAccess(place.caller)
      const carryOut = await judge(ctx, place, found)
      const key = keyOf(ctx, place, found)
      const known = found.api.cacheTtl > 0 && ctx.method === 'GET' ? kept.get(key) : undefined
      if (known && known.until > now()) {
        tell(ctx, { status: 200, body: known.body })
        return
      }
      const answered = await carryOut()
      tell(ctx, answered)
      if (found.api.cacheTtl === 0 || ctx.method !== 'GET') return
      kept.delete(key)
      kept.set(key, { body: answered.body, until: now() + found.api.cacheTtl * 1_000 })
      if (kept.size > KEPT) kept.delete(kept.keys().next().value ?? '')
    })
    return true
  }

  /** Refuses who may not; gives what then has to be done. */
  async function judge(ctx: Context, place: Place, found: Found): Promise<() => Promise<Answered>> {
    const { records, expressions, others } = deps
    const { api } = found
    const read = async (): Promise<Asked> => {
      const body = takesBody(api) && hasBody(ctx, api) ? await readJson(ctx) : null
      return { ...found, query: { ...ctx.query }, body }
    }
    if (!isRecordApi(api)) {
      demandOpen(api, place)
      const actor = actorOf(ctx)
      const tester = actor.kind === 'user' ? actor.email : null
      return async () => {
        const asked = await read()
        return transformed(expressions, asked, await answerOther(others(), place, { ...asked, tester }))
      }
    }
    const target = await records.targetAs(place, api)
    return async () => {
      const asked = await read()
      return transformed(expressions, asked, await answerRecords(records, target, asked))
    }
  }

  return async (ctx, next) => {
    const [, projectKey, rest] = /^\/api\/dynamic\/([^/]{1,60})\/(.+)$/.exec(ctx.path) ?? []
    if (projectKey === undefined || rest === undefined) return next()
    const attempt = async (): Promise<boolean> => {
      const address = decoded(rest)
      return address !== null && answer(ctx, projectKey, address)
    }
    try {
      await next()
    } catch (error) {
      if (!isNothingThere(error) || ctx.method === 'OPTIONS' || !(await attempt())) throw error
      ctx.remove('Allow')
      return
    }
    if (ctx.status === 404 && ctx.body === undefined) await attempt()
  }
}

/** Also a text or nothing, which a transform may give, is told as JSON. */
function tell(ctx: Context, { status, body }: Answered): void {
  ctx.status = status
  if (status === 204) return
  ctx.type = 'application/json'
  ctx.body = JSON.stringify(body)
}

function takesBody({ operation, method }: ApiView): boolean {
  return isOwnable(operation) ? operation === 'create' || operation === 'update' : method !== 'GET'
}

/** What needs no values may be asked without any. */
function hasBody(ctx: Context, { operation }: ApiView): boolean {
  return isOwnable(operation) || (ctx.request.length ?? 0) > 0 || ctx.get('Content-Type') !== ''
}

/** No collection of this name, or one that this method is nothing for: perhaps somebody made an endpoint of it. */
function isNothingThere(error: unknown): boolean {
  if (!(error instanceof AppError)) return false
  return error.code === 'method_not_allowed' || error.details['missing'] === 'collection'
}

function findApi(apis: readonly ApiView[], method: string, address: readonly string[]): Found | null {
  let best: Found | null = null
  for (const api of apis) {
    const params = api.method === method ? matchPath(api.path, address) : null
    // `/orders-of/me` is meant before `/orders-of/:customer`.
    if (params && (!best || Object.keys(params).length < Object.keys(best.params).length)) best = { api, params }
  }
  return best
}

/** Answers are kept for who may get the same: nobody else's. */
function keyOf(ctx: Context, { project, env, caller, actorId }: Place, { api }: Found): string {
  return JSON.stringify([project.id, env, api, ctx.url, actorId, caller])
}

function decoded(rest: string): string[] | null {
  try {
    return rest.split('/').map((segment) => decodeURIComponent(segment))
  } catch (error) {
    if (error instanceof URIError) return null
    throw error
  }
}

function refuseEnv(): never {
  throw new AppError('invalid_filter', { errors: [{ path: 'env', code: 'invalid', message: 'Send draft or live.' }] })
}
