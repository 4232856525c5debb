import { BatchInput, GraphqlRequest } from '@axiom/shared/contracts/records'
import type { RecordOperation } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'
import Router from '@koa/router'
import { z } from 'zod'

import { idempotencyKey } from '../../platform/http/idempotencyKey.ts'
import { parseInput, readJson, readParams } from '../../platform/http/input.ts'
import type { LimitName, Limits } from '../../platform/http/limit.ts'
import { publicOrigin } from '../../platform/http/origin.ts'
import type { Context, HttpMiddleware, RequestState } from '../../platform/http/types.ts'
import { type Actor, actorOf, clientOf, sessionOf } from '../auth/index.ts'
import { readProof } from '../proofs/index.ts'
import type { ChangeStreams } from './changeStreams.ts'
import { etagOf, versionOf } from './etag.ts'
import type { Presenting, RecordJson } from './present.ts'
import { refuse } from './query/parseFilter.ts'
import { parseList } from './query/parseList.ts'
import type { RecordService } from './service.ts'
import type { Env, StoredRecord } from './stored.ts'
import type { Place, Target } from './target.ts'
import { transferRoutes } from './transfer/routes.ts'
import { upsertField } from './upsert.ts'

export interface RecordRoutesDeps {
  records: RecordService
  streams: ChangeStreams
  readActor: (ctx: Context) => Promise<Actor>
  limits: Limits
}

const GRAPHQL_LIMIT = 256 * 1024

/** Room for 1,000 records at once. */
const BODY_LIMIT = 8 * 1024 * 1024

const ProjectParams = z.object({ project: z.string().min(1).max(60) })
const CollectionParams = ProjectParams.extend({ collection: z.string().min(1).max(60) })
const RecordParams = CollectionParams.extend({ id: z.string().regex(/^[A-Za-z0-9_-]{1,60}$/) })

/** One generic route set for all collections: the rules are data. */
export function recordRoutes(deps: RecordRoutesDeps): Router<RequestState> {
  const { records } = deps
  const limit = limiter(deps)
  const router = new Router<RequestState>({ prefix: '/api/dynamic/:project' })
  const place = async (ctx: Context): Promise<Place> => ({
    ...(await records.locate(actorOf(ctx), readParams(ctx, ProjectParams).project, envOf(ctx))),
    proof: readProof(ctx),
  })
  const target = async (ctx: Context, operation: RecordOperation): Promise<Target> =>
    records.target(await place(ctx), readParams(ctx, CollectionParams).collection, operation)

  router.get('/openapi.json', limit('api'), async (ctx) => {
    const at = await place(ctx)
    ctx.body = await records.openApi(at, publicOrigin(ctx))
  })
  router.get('/docs', limit('api'), async (ctx) => {
    const at = await place(ctx)
    ctx.redirect(`/docs/${at.project.id}`)
  })
  router.post('/graphql', limit('write'), async (ctx) => {
    const at = await place(ctx)
    const contract = await records.contractOf(at)
    const input = parseInput(GraphqlRequest, await readJson(ctx, GRAPHQL_LIMIT))
    // Loaded by the first who needs it.
    const { runGraphql } = await import('./graphql/run.ts')
    ctx.body = await runGraphql(records, { place: at, contract }, input)
  })
  router.post('/batch', limit('write'), async (ctx) => {
    const at = await place(ctx)
    ctx.body = { data: await records.batch(at, parseInput(BatchInput, await readJson(ctx, BODY_LIMIT))) }
  })
  changeRoute(router, deps)
  transferRoutes(router, { records, limit, target })
  collectionRoutes(router, deps, { place, target })
  return router
}

function changeRoute(router: Router<RequestState>, deps: RecordRoutesDeps): void {
  const { records, streams, readActor } = deps
  const limit = limiter(deps)
  router.get('/changes', limit('api'), async (ctx) => {
    const { project } = readParams(ctx, ProjectParams)
    const collections = namesOf(ctx.query['collections'])
    const judge = async (actor: Actor, env: Env | undefined): Promise<Place> => {
      const place = await records.locate(actor, project, env)
      await records.demandFollowable(place, collections)
      return place
    }
    const actor = actorOf(ctx)
    const place = await judge(actor, envOf(ctx))
    ctx.body = streams.open('userId' in actor ? actor.userId : clientOf(actor, ctx.ip), {
      place,
      sessionId: sessionOf(actor),
      collections,
      lastEventId: ctx.get('Last-Event-ID').slice(0, 60) || null,
      rejudge: async () => judge(await readActor(ctx), place.env),
      log: ctx.state.log(),
    })
    ctx.type = 'text/event-stream'
    ctx.set({ 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' })
  })
}

interface Reading {
  place: (ctx: Context) => Promise<Place>
  target: (ctx: Context, operation: RecordOperation) => Promise<Target>
}

function collectionRoutes(router: Router<RequestState>, deps: RecordRoutesDeps, { place, target }: Reading): void {
  const { records } = deps
  const limit = limiter(deps)
  const answerRecord = async (ctx: Context, at: Target, record: StoredRecord, expanded?: Expanded): Promise<void> => {
    const [data] = await records.present(at, [record], { expanded: expanded ?? null })
    setEtag(ctx, at, record, data)
    ctx.body = { data }
  }
  router.get('/:collection', limit('api'), async (ctx) => {
    const at = await target(ctx, 'list')
    ctx.type = 'application/json'
    ctx.body = await records.listAsText(at, parseList(at.compiled, { ...ctx.query }))
  })
  router.post('/:collection', limit('write'), async (ctx) => {
    if (ctx.query['upsert'] !== undefined) return upsert(ctx)
    const at = await target(ctx, 'create')
    const input = await readJson(ctx, BODY_LIMIT)
    const made = await records.create(at, input, idempotencyKey(ctx))
    const data = await records.present(at, made)
    if (!Array.isArray(input)) setEtag(ctx, at, made[0], data[0])
    ctx.body = { data: Array.isArray(input) ? data : data[0] }
    ctx.status = 201
  })
  /** Somebody who may both create and change. */
  async function upsert(ctx: Context): Promise<void> {
    await target(ctx, 'create')
    // Which records may be changed is what the rule for changing says.
    const at = await target(ctx, 'update')
    const field = upsertField(at, ctx.query['upsert'])
    const input = await readJson(ctx, BODY_LIMIT)
    const done = await records.upsert(at, field, input)
    const written = done.map(({ record }) => record)
    const data = await records.present(at, written)
    if (!Array.isArray(input)) setEtag(ctx, at, written[0], data[0])
    ctx.body = { data: Array.isArray(input) ? data : data[0] }
    ctx.status = done.every(({ isNew }) => isNew) ? 201 : 200
  }
  router.get('/:collection/challenge', limit('write'), async (ctx) => {
    ctx.set('Cache-Control', 'no-store')
    ctx.body = await records.challenge(await place(ctx), readParams(ctx, CollectionParams).collection)
  })
  router.get('/:collection/aggregate', limit('api'), async (ctx) => {
    const at = await target(ctx, 'list')
    ctx.body = { data: await records.aggregate(at, { ...ctx.query }) }
  })
  router.get('/:collection/duplicates', limit('api'), async (ctx) => {
    const at = await target(ctx, 'list')
    ctx.body = await records.duplicates(at, ctx.query['field'])
  })
  router.get('/:collection/:id', limit('api'), async (ctx) => {
    const at = await target(ctx, 'read')
    const record = await records.find(at, readParams(ctx, RecordParams).id)
    const expanded = await records.expand(at, record, ctx.query['expand'])
    await answerRecord(ctx, at, record, expanded)
    ctx.status = 200
    // What hangs on the record has versions of its own.
    if (expanded) ctx.remove('ETag')
    // Links to files end by themselves: who asks again gets new ones.
    else if (
      ctx.get('If-None-Match') !== '' &&
      ctx.fresh &&
      !at.compiled.model.fields.some(({ type }) => type === 'file')
    )
      ctx.status = 304
  })
  router.patch('/:collection/:id', limit('write'), async (ctx) => {
    const at = await target(ctx, 'update')
    const { id } = readParams(ctx, RecordParams)
    // A list of operations (RFC 6902) is not what we take for a patch.
    if (ctx.is('application/json-patch+json')) throw new AppError('unsupported_media_type')
    await answerRecord(ctx, at, await records.patch(at, id, await readJson(ctx), versionOf(ctx.get('If-Match'), id)))
  })
  router.put('/:collection/:id', limit('write'), async (ctx) => {
    const at = await target(ctx, 'update')
    const { id } = readParams(ctx, RecordParams)
    await answerRecord(ctx, at, await records.replace(at, id, await readJson(ctx), versionOf(ctx.get('If-Match'), id)))
  })
  router.delete('/:collection/:id', limit('write'), async (ctx) => {
    const at = await target(ctx, 'delete')
    const { id } = readParams(ctx, RecordParams)
    await records.remove(at, id, versionOf(ctx.get('If-Match'), id))
    ctx.status = 204
  })
}

/** Each API key counts by itself, others by their address. */
function limiter({ limits }: RecordRoutesDeps): (name: LimitName) => HttpMiddleware {
  return (name) => limits.limit(name, (ctx) => clientOf(actorOf(ctx), ctx.ip))
}

type Expanded = Presenting['expanded']

function setEtag(ctx: Context, at: Target, record: StoredRecord | undefined, shown: RecordJson | undefined): void {
  if (record && shown) ctx.set('ETag', etagOf(record, seesAll(at) ? null : shown))
}

/** Who sees every field of every record. */
function seesAll({ compiled }: Target): boolean {
  return compiled.whole === compiled
}

/** Names separated by commas; null for none. */
function namesOf(parameter: string | string[] | undefined): string[] | null {
  if (Array.isArray(parameter)) refuse('collections', 'Send this parameter once.')
  const names = (parameter ?? '').split(',').filter(Boolean)
  if (names.length > 50) refuse('collections', 'Name at most 50 collections.')
  return names.length > 0 ? names : null
}

function envOf(ctx: Context): Env | undefined {
  const env = ctx.query['env']
  if (env === undefined || env === 'draft' || env === 'live') return env
  throw new AppError('invalid_filter', { errors: [{ path: 'env', code: 'invalid', message: 'Send draft or live.' }] })
}
