import { SourceConfig } from '@axiom/shared/contracts/dataSources'
import { newId } from '@axiom/shared/ids'
import { MongoClient, ObjectId } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { parseAllowList } from '../../../platform/outbound/allowList.ts'
import { connectSource } from './connect.ts'
import { LIMITS, type Connector, type RunLimits } from './connector.ts'

/** The server that the other tests keep their data in, in a database of its own. */
const address = new URL(process.env['MONGODB_URI'] ?? 'mongodb://127.0.0.1:27017')
const database = `axiom_source_${newId(8)
  .toLowerCase()
  .replaceAll(/[^a-z0-9]/g, 'x')}`
const client = new MongoClient(address.href, { directConnection: true })

const [port, host] = [Number(address.port || 27_017), address.hostname]
const config = SourceConfig.parse({
  type: 'mongodb',
  host,
  port,
  database,
  user: decodeURIComponent(address.username),
  authDatabase: address.searchParams.get('authSource') ?? 'admin',
})

function connect({
  readOnly = true,
  limits = {} as Partial<RunLimits>,
  allow = [`${host}:${port}`],
} = {}): Promise<Connector> {
  const secret = address.password === '' ? null : decodeURIComponent(address.password)
  const policy = { allow: parseAllowList(allow) }
  return connectSource({ config, secret, readOnly, policy, limits: { ...LIMITS, ...limits }, file: null })
}

describe('queries on MongoDB', () => {
  let source: Connector
  const first = new ObjectId()
  beforeAll(async () => {
    await client
      .db(database)
      .collection('stock')
      .insertMany([
        { _id: first, sku: 'A1', amount: 3, at: new Date('2026-11-21T12:00:00Z') },
        { sku: 'B2', amount: 9, tags: ['x'] },
        { sku: 'C3', amount: 12 },
      ])
    source = await connect()
  })
  afterAll(async () => {
    await source.close()
    await client.db(database).dropDatabase()
    await client.close()
  })

  it('finds its servers by SRV records, below the same parent only, each judged by itself', async () => {
    const secret = address.password === '' ? null : decodeURIComponent(address.password)
    const named = { ...config, host: 'stock.example.test', srv: true, port: 1 }
    const asked: string[] = []
    const open = (servers: { host: string; port: number }[], allow = [`db1.example.test:${port}`], readOnly = true) =>
      connectSource({
        config: named,
        secret,
        readOnly,
        limits: LIMITS,
        file: null,
        policy: {
          allow: parseAllowList(allow),
          lookup: () => Promise.resolve([{ address: host === 'localhost' ? '127.0.0.1' : host, family: 4 }]),
          lookupSrv: (name) => (asked.push(name), Promise.resolve(servers)),
        },
      })
    const connected = await open(
      [
        { host: 'db0.example.test', port: 1 },
        { host: 'db1.example.test.', port },
      ],
      [`db1.example.test:${port}`, 'db0.example.test:1'],
    )
    expect(asked).toEqual(['_mongodb._tcp.stock.example.test'])
    expect((await ask({ collection: 'stock', count: {} }, {}, connected)).data).toEqual(3)
    await connected.close()
    const writing = await open([{ host: 'db1.example.test', port }], undefined, false)
    await writing.ping()
    await writing.close()
    await expect(open([{ host: 'db1.example.test', port }], [])).rejects.toMatchObject({ code: 'outbound_refused' })
    for (const elsewhere of ['evil.test', 'example.test', 'db1.evilexample.test'])
      await expect(open([{ host: elsewhere, port }], [`${elsewhere}:${port}`])).rejects.toMatchObject({
        code: 'outbound_failed',
      })
    await expect(open([])).rejects.toMatchObject({ code: 'outbound_failed' })
  })

  const ask = (request: object | string, values = {}, connector = source) =>
    connector.run(typeof request === 'string' ? request : JSON.stringify(request), values)

  it('finds, counts and aggregates; ids and dates are texts', async () => {
    const found = await ask({ collection: 'stock', find: {}, sort: { sku: 1 }, project: { amount: 0 }, limit: 2 })
    expect(found).toMatchObject({
      columns: ['_id', 'sku', 'at', 'tags'],
      data: [
        { _id: first.toHexString(), sku: 'A1', at: '2026-11-21T12:00:00.000Z', tags: null },
        { sku: 'B2', tags: ['x'] },
      ],
    })
    expect((await ask({ collection: 'stock', count: {} })).data).toBe(3)
    const aggregate = [{ $group: { _id: null, amount: { $sum: '$amount' } } }]
    expect((await ask({ collection: 'stock', aggregate })).data).toEqual([{ _id: null, amount: 24 }])
  })

  it('takes parameters as values, never as operators', async () => {
    const request = '{"collection": "stock", "find": {"sku": {{sku}}, "amount": {"$gte": {{least}}}}}'
    expect((await ask(request, { sku: 'B2', least: 5 })).data).toMatchObject([{ sku: 'B2' }])
    for (const sku of ['{"$ne": ""}', '"}, "x": {"$ne": "', '$sku'])
      expect((await ask(request, { sku, least: 0 })).data).toEqual([])
    const byId = '{"collection": "stock", "find": {"_id": {"$oid": "{{id}}"}}}'
    expect((await ask(byId, { id: first.toHexString() })).data).toMatchObject([{ sku: 'A1' }])
    await expect(ask(byId, { id: 'none' })).rejects.toMatchObject({ code: 'query_failed' })
  })

  it('only reads unless it may write, and runs no script', async () => {
    const insertOne = { collection: 'stock', insertOne: { sku: 'D4' } }
    for (const request of [
      insertOne,
      { collection: 'stock', find: { $where: 'sleep(1000)' } },
      { collection: 'stock', find: { $or: [{ $where: '1' }] } },
      { collection: 'stock', aggregate: [{ $out: 'copy' }] },
      { collection: 'stock', aggregate: [{ $merge: { into: 'copy' } }] },
      { collection: 'stock', aggregate: [{ $set: { a: { $function: { body: '', args: [], lang: 'js' } } } }] },
      { collection: 'stock', drop: true },
      { find: {} },
      '{"collection": "stock", find',
    ])
      await expect(ask(request), JSON.stringify(request)).rejects.toMatchObject({ code: 'query_failed' })
    expect(await source.check(JSON.stringify(insertOne), {})).toMatchObject([{ path: 'request' }])
    expect(await source.check('{"collection": "stock", "find": {}}', {})).toEqual([])
    const writer = await connect({ readOnly: false })
    expect(await ask(insertOne, {}, writer)).toMatchObject({ changed: 1 })
    const updateOne = { filter: { sku: 'D4' }, update: { $set: { amount: 1 } } }
    expect(await ask({ collection: 'stock', updateOne }, {}, writer)).toMatchObject({
      data: { matched: 1 },
      changed: 1,
    })
    expect(await ask({ collection: 'stock', deleteOne: { sku: 'D4' } }, {}, writer)).toMatchObject({ changed: 1 })
    await writer.close()
  })

  it('stops after as many rows as one may have', async () => {
    const few = await connect({ limits: { maxRows: 2 } })
    expect(await ask({ collection: 'stock', find: {} }, {}, few)).toMatchObject({
      truncated: true,
      data: [{ sku: 'A1' }, { sku: 'B2' }],
    })
    await few.close()
  })

  it('tells its collections and what is in them', async () => {
    const stock = (await source.schema()).find(({ name }) => name === 'stock')
    expect(stock).toMatchObject({ kind: 'collection' })
    expect(stock?.fields.map(({ name, type }) => [name, type])).toEqual([
      ['_id', 'ObjectId'],
      ['sku', 'string'],
      ['amount', 'number'],
      ['at', 'date'],
      ['tags', 'array'],
    ])
  })

  it('obeys where requests may go', async () => {
    await expect(connect({ allow: [] })).rejects.toMatchObject({ code: 'outbound_refused' })
    await source.ping()
  })
})
