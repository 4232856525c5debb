import type { RecordOperation } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'
import Router from '@koa/router'
import { z } from 'zod'

import { readJson, readParams } from '../../platform/http/input.ts'
import type { Limits } from '../../platform/http/limit.ts'
import { publicOrigin } from '../../platform/http/origin.ts'
import type { Context, RequestState } from '../../platform/http/types.ts'
import { actorOf } from '../auth/index.ts'
import { aggregate } from './aggregate.ts'
import { openChangeStream, type ChangeStreamDeps } from './changeStream.ts'
import { etagOf, presentRecord } from './present.ts'
import { parseList } from './query/parseList.ts'
import type { RecordService } from './service.ts'
import type { Env, RecordStore, StoredRecord } from './store.ts'
import type { Place, Target } from './target.ts'

export interface RecordRoutesDeps extends Omit<ChangeStreamDeps, 'rejudge'> {
  records: RecordService
  store: RecordStore
  limits: Limits
}

/** Room for 1,000 records at once. */
const BODY_LIMIT = 8 * 1024 * 1024

const ProjectParams = z.object({ project: z.string().min(1).max(60) })
const CollectionParams = ProjectParams.extend({ collection: z.string().min(1).max(60) })
const RecordParams = CollectionParams.extend({ id: z.string().regex(/^[A-Za-z0-9_-]{1,60}$/) })

/** One generic route set for all collections: the rules are data. */
export function recordRoutes(deps: RecordRoutesDeps): Router<RequestState> {
  const { records, limits } = deps
  const router = new Router<RequestState>({ prefix: '/api/dynamic/:project' })
  const place = (ctx: Context): Promise<Place> =>
    records.locate(actorOf(ctx), readParams(ctx, ProjectParams).project, envOf(ctx))
  const target = async (ctx: Context, operation: RecordOperation): Promise<Target> =>
    records.target(await place(ctx), readParams(ctx, CollectionParams).collection, operation)

  router.get('/openapi.json', limits.limit('api'), async (ctx) => {
    const at = await place(ctx)
    ctx.body = await records.openApi(at, publicOrigin(ctx))
  })
  router.get('/docs', limits.limit('api'), async (ctx) => {
    const at = await place(ctx)
    ctx.redirect(`/docs/${at.project.id}`)
  })
  router.get('/changes', limits.limit('api'), async (ctx) => {
    const at = await place(ctx)
    const wanted =
      typeof ctx.query['collections'] === 'string' ? ctx.query['collections'].split(',').slice(0, 50) : null
    const lastEventId = ctx.get('Last-Event-ID').slice(0, 60) || null
    ctx.type = 'text/event-stream'
    ctx.set({ 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' })
    ctx.body = openChangeStream({ ...deps, rejudge: () => place(ctx) }, { place: at, collections: wanted, lastEventId })
  })
  collectionRoutes(router, deps, target)
  return router
}

function collectionRoutes(
  router: Router<RequestState>,
  { records, store, limits }: RecordRoutesDeps,
  target: (ctx: Context, operation: RecordOperation) => Promise<Target>,
): void {
  router.get('/:collection', limits.limit('api'), async (ctx) => {
    const at = await target(ctx, 'list')
    ctx.body = await records.list(at, parseList(at.compiled, { ...ctx.query }))
  })
  router.post('/:collection', limits.limit('write'), async (ctx) => {
    const at = await target(ctx, 'create')
    const input = await readJson(ctx, BODY_LIMIT)
    const made = await records.create(at, input, idempotencyKey(ctx))
    const data = made.map((record) => presentRecord(at.compiled, record))
    const [first] = made
    if (!Array.isArray(input) && first) ctx.set('ETag', etagOf(first))
    ctx.body = { data: Array.isArray(input) ? data : data[0] }
    ctx.status = 201
  })
  router.get('/:collection/aggregate', limits.limit('api'), async (ctx) => {
    const at = await target(ctx, 'list')
    ctx.body = { data: await aggregate(store, at, { ...ctx.query }) }
  })
  router.get('/:collection/duplicates', limits.limit('api'), async (ctx) => {
    const at = await target(ctx, 'list')
    ctx.body = await records.duplicates(at, ctx.query['field'])
  })
  router.get('/:collection/:id', limits.limit('api'), async (ctx) => {
    const at = await target(ctx, 'read')
    const record = await records.find(at, readParams(ctx, RecordParams).id)
    answerRecord(ctx, at, record)
    ctx.status = 200
    if (ctx.fresh) ctx.status = 304
  })
  router.patch('/:collection/:id', limits.limit('write'), async (ctx) => {
    const at = await target(ctx, 'update')
    const { id } = readParams(ctx, RecordParams)
    answerRecord(ctx, at, await records.patch(at, id, await readJson(ctx), ifMatch(ctx, id)))
  })
  router.put('/:collection/:id', limits.limit('write'), async (ctx) => {
    const at = await target(ctx, 'update')
    const { id } = readParams(ctx, RecordParams)
    answerRecord(ctx, at, await records.replace(at, id, await readJson(ctx), ifMatch(ctx, id)))
  })
  router.delete('/:collection/:id', limits.limit('write'), async (ctx) => {
    const at = await target(ctx, 'delete')
    const { id } = readParams(ctx, RecordParams)
    await records.remove(at, id, ifMatch(ctx, id))
    ctx.status = 204
  })
}

function answerRecord(ctx: Context, at: Target, record: StoredRecord): void {
  ctx.set('ETag', etagOf(record))
  ctx.body = { data: presentRecord(at.compiled, record) }
}

function idempotencyKey(ctx: Context): string | null {
  const key = ctx.get('Idempotency-Key')
  if (key.length <= 100) return key || null
  const errors = [{ path: 'Idempotency-Key', code: 'maxLength', message: 'may have 100 characters' }]
  throw new AppError('invalid_input', { errors })
}

function envOf(ctx: Context): Env | undefined {
  const env = ctx.query['env']
  if (env === undefined || env === 'draft' || env === 'live') return env
  throw new AppError('invalid_filter', { errors: [{ path: 'env', code: 'invalid', message: 'Send draft or live.' }] })
}

/** The version in If-Match; null without one or with `*`. Another record's or a made-up tag can never match. */
function ifMatch(ctx: Context, id: string): number | null {
  const header = ctx.get('If-Match').trim()
  if (header === '' || header === '*') return null
  const [, tagged, version] = /^"([A-Za-z0-9_-]+)-(\d{1,12})"$/.exec(header) ?? []
  if (tagged !== id || version === undefined) throw new AppError('precondition_failed')
  return Number(version)
}
