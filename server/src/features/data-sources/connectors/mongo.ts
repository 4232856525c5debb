import type { SourceAnswer, SourceProblem, SourceTable } from '@axiom/shared/contracts/dataSources'
import { AppError } from '@axiom/shared/errors'
import type { Json } from '@axiom/shared/json'
import { bindJson, RequestError } from '@axiom/shared/queries/httpRequest'
import type { ParameterValues } from '@axiom/shared/queries/parameters'
import type { AggregationCursor, Db, Document, FindCursor, MongoClient } from 'mongodb'
import { z } from 'zod'

import { reachOutbound } from '../../../platform/outbound/reach.ts'
import { resolveService, type ResolvePolicy, type Server } from '../../../platform/outbound/resolve.ts'
import { queryFailed, type ConfigOf, type Connector, type ConnectOptions } from './connector.ts'
import { Rows } from './rows.ts'

const Query = z.record(z.string(), z.unknown())
const Common = { collection: z.string().min(1).max(200) }
/** One request: what the driver's method of that name takes. */
const Request = z.union([
  z.strictObject({
    ...Common,
    find: Query,
    sort: Query.optional(),
    project: Query.optional(),
    skip: z.int().min(0).optional(),
    limit: z.int().min(1).optional(),
  }),
  z.strictObject({ ...Common, aggregate: z.array(Query).max(50) }),
  z.strictObject({ ...Common, count: Query }),
  z.strictObject({ ...Common, insertOne: Query }),
  z.strictObject({ ...Common, updateOne: z.strictObject({ filter: Query, update: Query }) }),
  z.strictObject({ ...Common, deleteOne: Query }),
])
type Request = z.infer<typeof Request>

/** Scripts on the server, and stages that write or tell about other people's work. */
const REFUSED = new Set([
  '$where',
  '$function',
  '$accumulator',
  '$out',
  '$merge',
  '$currentOp',
  '$listSessions',
  '$listLocalSessions',
  '$planCacheStats',
])
const WRITES = ['insertOne', 'updateOne', 'deleteOne'] as const
const SAMPLE = 100

/** MongoDB, by its driver, connected to one server that is named, by the source or its SRV records: others that it tells of are not followed. */
export async function connectMongo(options: ConnectOptions<ConfigOf<'mongodb'>>): Promise<Connector> {
  const { config, policy, limits } = options
  const [mongo, servers] = await Promise.all([import('mongodb'), serversOf(config, policy)])
  const client = await firstThatServes(servers, (server) => openClient(mongo, options, server))
  const db = client.db(config.database)
  const parse = (request: string, values: ParameterValues): Request =>
    readRequest(options.readOnly, mongo.BSON.EJSON.parse(toBound(request, values), { relaxed: true }))
  const ask = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw toAppError(error)
    }
  }
  const toPlain = (value: unknown): Json => toJson(mongo.BSON, value)

  return {
    run: (request, values) => ask(() => carryOut(db, parse(request, values), { limits, toPlain })),
    async check(request, values): Promise<SourceProblem[]> {
      try {
        parse(request, values)
        return []
      } catch (error) {
        const known = toAppError(error)
        if (!(known instanceof AppError)) throw error
        return [{ path: 'request', code: 'refused', message: known.message }]
      }
    },
    schema: () => ask(() => readSchema(db)),
    ping: () => ask(async () => void (await db.command({ ping: 1 }))),
    close: () => client.close(),
  }
}

/** The one that is named, or those that its SRV records name. */
async function serversOf(config: ConfigOf<'mongodb'>, policy: ResolvePolicy): Promise<Server[]> {
  return config.srv ? resolveService('_mongodb._tcp', config.host, policy) : [config]
}

async function firstThatServes<T>(servers: readonly Server[], open: (server: Server) => Promise<T>): Promise<T> {
  let failure: unknown
  for (const server of servers) {
    try {
      return await open(server)
    } catch (error) {
      failure = error
    }
  }
  throw failure
}

/** A connection to one server; of several, where something may be written, only the primary will do. */
async function openClient(
  mongo: typeof import('mongodb'),
  { config, secret, policy, readOnly }: ConnectOptions<ConfigOf<'mongodb'>>,
  { host, port }: Server,
): Promise<MongoClient> {
  const address = await reachOutbound(host, port, policy)
  const client = new mongo.MongoClient(`mongodb://${address.includes(':') ? `[${address}]` : address}:${port}/`, {
    directConnection: true,
    readPreference: 'secondaryPreferred',
    maxPoolSize: 3,
    maxIdleTimeMS: 30_000,
    serverSelectionTimeoutMS: 5_000,
    connectTimeoutMS: 5_000,
    ...(config.user === ''
      ? {}
      : { auth: { username: config.user, password: secret ?? '' }, authSource: config.authDatabase }),
    ...(config.tls === 'off' ? {} : { tls: true, servername: host, tlsInsecure: config.tls === 'any' }),
  })
  if (!config.srv || readOnly) return client
  try {
    const hello = await client.db('admin').command({ hello: 1 })
    if (hello['isWritablePrimary'] === true) return client
  } catch (error) {
    await client.close()
    throw toAppError(error)
  }
  await client.close()
  throw new AppError('outbound_failed', { message: 'None of these servers takes writes now.' })
}

function toBound(request: string, values: ParameterValues): string {
  try {
    return bindJson(request, values)
  } catch (error) {
    if (error instanceof RequestError) throw queryFailed(error.message)
    throw error
  }
}

function readRequest(readOnly: boolean, value: unknown): Request {
  const parsed = Request.safeParse(value)
  if (!parsed.success)
    throw queryFailed(
      'Write one request as JSON: {"collection": "orders", "find": {"status": "{{status}}"}, "sort": {"_id": -1}, "limit": 20}, or with "aggregate": […], "count": {…}.',
    )
  if (readOnly && WRITES.some((write) => write in parsed.data))
    throw queryFailed('This data source only reads. Writing is allowed where it is connected.')
  refuseOperators(parsed.data)
  return parsed.data
}

function refuseOperators(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  for (const [key, inner] of Object.entries(value)) {
    if (REFUSED.has(key)) throw queryFailed(`${key} is not allowed in queries.`)
    refuseOperators(inner)
  }
}

interface Carry {
  limits: ConnectOptions['limits']
  toPlain: (value: unknown) => Json
}

async function carryOut(db: Db, request: Request, carry: Carry): Promise<SourceAnswer> {
  const collection = db.collection(request.collection)
  const maxTimeMS = carry.limits.timeoutMs
  if ('find' in request) {
    const { find, sort, project, skip, limit } = request
    const cursor = collection.find(find, { maxTimeMS, limit: Math.min(limit ?? Infinity, carry.limits.maxRows + 1) })
    if (sort) cursor.sort(sort as Document)
    if (project) cursor.project(project)
    if (skip !== undefined) cursor.skip(skip)
    return collect(cursor, carry)
  }
  if ('aggregate' in request) return collect(collection.aggregate(request.aggregate, { maxTimeMS }), carry)
  if ('count' in request) return value(await collection.countDocuments(request.count, { maxTimeMS }), null)
  if ('insertOne' in request) {
    const { insertedId } = await collection.insertOne(request.insertOne, { maxTimeMS })
    return value({ insertedId: carry.toPlain(insertedId) }, 1)
  }
  if ('updateOne' in request) {
    const { filter, update } = request.updateOne
    const { matchedCount, modifiedCount } = await collection.updateOne(filter, update, { maxTimeMS })
    return value({ matched: matchedCount }, modifiedCount)
  }
  const { deletedCount } = await collection.deleteOne(request.deleteOne, { maxTimeMS })
  return value(null, deletedCount)
}

function value(data: Json, changed: number | null): SourceAnswer {
  return { data, columns: null, truncated: false, changed }
}

/** Documents need not have the same keys: the columns are all of them, in the order in which they come. */
async function collect(
  cursor: FindCursor<Document> | AggregationCursor<Document>,
  { limits, toPlain }: Carry,
): Promise<SourceAnswer> {
  const columns = new Set<string>()
  const found: Document[] = []
  let bytes = 0
  for await (const document of cursor) {
    if (found.length > limits.maxRows || bytes > limits.maxBytes) break
    for (const key of Object.keys(document)) columns.add(key)
    found.push(document)
    bytes += JSON.stringify(toPlain(document)).length
  }
  await cursor.close()
  const rows = new Rows(limits)
  rows.setColumns([...columns])
  for (const document of found) rows.add([...columns].map((column) => toPlain(document[column] ?? null)))
  return rows.answer(null)
}

/** Collections, with the fields of their first documents. */
async function readSchema(db: Db): Promise<SourceTable[]> {
  const collections = await db.listCollections({}, { nameOnly: true }).toArray()
  const named = collections.filter(({ name }) => !name.startsWith('system.')).slice(0, 200)
  return Promise.all(
    named.map(async ({ name, type }): Promise<SourceTable> => {
      const documents = await db.collection(name).find({}, { limit: SAMPLE }).toArray()
      const fields = new Map<string, string>()
      for (const document of documents)
        for (const [key, field] of Object.entries(document)) if (!fields.has(key)) fields.set(key, typeName(field))
      return {
        name,
        kind: type === 'view' ? 'view' : 'collection',
        fields: [...fields].map(([field, kind]) => ({ name: field, type: kind, required: field === '_id' })),
      }
    }),
  )
}

function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (value instanceof Date) return 'date'
  if (typeof value !== 'object') return typeof value
  return '_bsontype' in value && typeof value._bsontype === 'string' ? value._bsontype : 'object'
}

/** Ids and dates as text, as JSON has no words for them. */
function toJson(bson: typeof import('mongodb').BSON, value: unknown): Json {
  if (value instanceof bson.ObjectId) return value.toHexString()
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof bson.Decimal128 || value instanceof bson.Long || value instanceof bson.UUID) return String(value)
  if (value instanceof bson.Binary) return value.toString('base64')
  if (Array.isArray(value)) return value.map((item) => toJson(bson, item))
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, toJson(bson, item)]))
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  return typeof value === 'string' || typeof value === 'boolean' ? value : null
}

function toAppError(error: unknown): unknown {
  if (error instanceof AppError || !(error instanceof Error)) return error
  if (error.name === 'BSONError') return queryFailed(`MongoDB: ${error.message}`)
  const code = 'code' in error && typeof error.code === 'number' ? error.code : 0
  if (code === 50) return new AppError('outbound_timeout')
  // 13 Unauthorized, 18 AuthenticationFailed, 8000 of Atlas
  if (error.name === 'MongoServerError' && ![13, 18, 8000].includes(code))
    return queryFailed(`MongoDB: ${error.message}`)
  if (error.name.startsWith('Mongo')) return new AppError('outbound_failed', { message: `MongoDB: ${error.message}` })
  return error
}
