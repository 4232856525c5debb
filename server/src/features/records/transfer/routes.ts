import { Readable } from 'node:stream'

import type { RecordOperation } from '@axiom/shared/document/views'
import { AppError } from '@axiom/shared/errors'
import { FILE_FORMATS, type FileFormat, MEDIA } from '@axiom/shared/tables/formats'
import type Router from '@koa/router'

import type { LimitName } from '../../../platform/http/limit.ts'
import { createUploadReader } from '../../../platform/http/readUpload.ts'
import type { Context, HttpMiddleware, RequestState } from '../../../platform/http/types.ts'
import { refuse } from '../query/parseFilter.ts'
import { parseList } from '../query/parseList.ts'
import type { RecordService } from '../service.ts'
import type { Target } from '../target.ts'
import { upsertField } from '../upsert.ts'

/** Imports that one process reads at a time. */
const AT_ONCE = 4
/** What orders and pages a list: a file is all of it, as it was made. */
const OF_PAGES = ['limit', 'cursor', 'page', 'count', 'sort', 'expand']

interface TransferDeps {
  records: RecordService
  limit: (name: LimitName) => HttpMiddleware
  target: (ctx: Context, operation: RecordOperation) => Promise<Target>
}

/** Whole collections as files, out and in. */
export function transferRoutes(router: Router<RequestState>, { records, limit, target }: TransferDeps): void {
  const readUpload = createUploadReader(AT_ONCE)

  router.get('/:collection/export', limit('api'), async (ctx) => {
    const at = await target(ctx, 'list')
    const { format: asked = 'csv', ...params } = ctx.query
    const format = formatOf(asked)
    for (const name of OF_PAGES) if (name in params) refuse(name, 'A file has all records, in the order of their ids.')
    const query = parseList(at.compiled, params)
    ctx.attachment(`${at.compiled.model.name}.${format}`)
    ctx.type = MEDIA[format]
    ctx.set('Cache-Control', 'no-store')
    ctx.body = Readable.from(records.export(at, query, format))
  })

  router.post('/:collection/import', limit('write'), async (ctx) => {
    const asked = ctx.query['upsert']
    const creating = await target(ctx, 'create')
    const at = asked === undefined ? creating : await target(ctx, 'update')
    const upsert = asked === undefined ? null : upsertField(at, asked)
    const options = { format: formatOf(ctx.query['format'] ?? formatOfBody(ctx)), upsert, dryRun: isDryRun(ctx) }
    ctx.body = { data: await readUpload(ctx, (body) => records.import(at, body, options)) }
  })
}

function formatOf(asked: unknown): FileFormat {
  return FILE_FORMATS.find((format) => format === asked) ?? refuse('format', `Send one of: ${FILE_FORMATS.join(', ')}.`)
}

function formatOfBody(ctx: Context): FileFormat {
  const format = FILE_FORMATS.find((one) => ctx.is(MEDIA[one]))
  if (format === undefined)
    throw new AppError('unsupported_media_type', { message: `Send one of: ${Object.values(MEDIA).join(', ')}.` })
  return format
}

function isDryRun(ctx: Context): boolean {
  const asked = ctx.query['dryRun'] ?? 'false'
  if (asked !== 'true' && asked !== 'false') refuse('dryRun', 'Send true or false.')
  return asked === 'true'
}
