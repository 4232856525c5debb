import { dataSourcesApi, queriesApi } from '@axiom/shared/contracts/dataSources'
import { AppError } from '@axiom/shared/errors'
import type Router from '@koa/router'

import type { Context, RequestState } from '../../platform/http/types.ts'
import type { Mount } from '../auth/index.ts'
import { UPLOAD_LIMIT } from './files.ts'
import type { QueryService } from './queries.ts'
import type { SourceService } from './service.ts'

export function dataSourceRoutes(mount: Mount, sources: SourceService): Router<RequestState> {
  return mount(dataSourcesApi, {
    list: async ({ actor, query }) => ({ data: await sources.list(actor, query.project) }),
    create: ({ actor, body: { project, ...input } }) => sources.create(actor, project, input),
    test: ({ actor, body }) => sources.test(actor, body),
    get: ({ actor, params }) => sources.get(actor, params.sourceId),
    update: ({ actor, params, body }) => sources.update(actor, params.sourceId, body),
    remove: ({ actor, params }) => sources.remove(actor, params.sourceId),
    upload: ({ ctx, actor, params, query }) =>
      sources.upload(actor, params.sourceId, { name: query.name, read: () => readBytes(ctx) }),
    execute: ({ actor, params, body }) => sources.execute(actor, params.sourceId, body),
    schema: async ({ actor, params }) => ({ data: await sources.schema(actor, params.sourceId) }),
    validate: async ({ actor, params, body }) => ({ problems: await sources.validate(actor, params.sourceId, body) }),
    health: ({ actor, params }) => sources.health(actor, params.sourceId),
    cache: ({ actor, params }) => sources.forgetAnswers(actor, params.sourceId),
  })
}

/** On the editor's origin and on those of the apps. */
export function queryRoutes(mount: Mount, queries: QueryService): Router<RequestState> {
  return mount(queriesApi, {
    run: ({ actor, params, query, body }) =>
      queries.run(actor, { project: params.project, name: params.query, env: query.env, parameters: body.parameters }),
  })
}

async function readBytes(ctx: Context): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of ctx.req as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > UPLOAD_LIMIT) {
      ctx.req.resume()
      throw new AppError('too_large')
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
