// What one would write by hand if nothing but speed counted: `node:http`, prepared statements of `node:sqlite` on the main thread, on a
// copy of the same file. The SQL is Axiom's own; nobody signs in, nothing is checked, nobody hears of a change.
import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import type { CompiledApp } from '@axiom/shared/model/app'

import { compileFilter } from '../../../server/src/platform/db/sqlite/compileFilter.ts'
import { compileGroup } from '../../../server/src/platform/db/sqlite/compileGroup.ts'
import { compileSort } from '../../../server/src/platform/db/sqlite/compileSort.ts'
import { tableOf } from '../../../server/src/platform/db/sqlite/paths.ts'

const db = new DatabaseSync(join(process.env['DATA_DIR'] ?? '.', 'store.db'))
db.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000; PRAGMA temp_store=MEMORY')

const { doc } = db.prepare('SELECT doc FROM c_releases').get() as { doc: string }
const release = JSON.parse(doc) as { projectId: string; app: string }
const { models } = JSON.parse(release.app) as CompiledApp
const [model] = models
if (!model) throw new Error('the release has no model')
const table = tableOf(`r_${release.projectId}_${model.id}_live`)
const field = (name: string): string => `f.${model.fields.find((one) => one.name === name)?.id ?? ''}`
const options = model.fields.find(({ name }) => name === 'status')?.options ?? []

const filter = compileFilter({
  $and: [
    { [field('status')]: { $in: ['', ''] } },
    { [field('quantity')]: { $gte: 0 } },
    { [field('total')]: { $lt: 0 } },
  ],
})
const newest = `SELECT _id, doc FROM ${table} ORDER BY ${compileSort({ createdAt: -1, _id: -1 })} LIMIT 2000`
const list = db.prepare(`SELECT doc FROM (${newest}) WHERE ${filter.sql} LIMIT 20`)
const one = db.prepare(`SELECT doc FROM ${table} WHERE _id = ?`)
const insert = db.prepare(`INSERT INTO ${table} (_id, doc) VALUES (?, ?)`)
const sums = { count: { $sum: 1 as const }, sum: { $sum: field('total') } }
const group = db.prepare(compileGroup(table, '1', [field('status')], sums, {}))

function answer(path: string, query: URLSearchParams): unknown {
  if (path === '/orders/aggregate') return group.all()
  if (path !== '/orders') return parse(one.get(path.slice('/orders/'.length)))
  const label = query.get('status') ?? ''
  const status = options.find((option) => option.label === label)?.id ?? ''
  // In the order in which the filter binds them: each value for the field itself and for the members of a list.
  const [quantity, total] = [Number(query.get('quantity')), Number(query.get('total'))]
  return list.all(status, status, label, label, quantity, quantity, total, total).map(parse)
}

function parse(row: Record<string, unknown> | undefined): unknown {
  return JSON.parse(String(row?.['doc']))
}

async function create(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = []
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
  const f: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  const time = new Date().toISOString()
  const record = {
    _id: randomBytes(12).toString('base64url'),
    v: 1,
    createdAt: time,
    updatedAt: time,
    createdBy: null,
    f,
  }
  insert.run(record._id, JSON.stringify(record))
  return record
}

const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
  void (async () => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
    const data = request.method === 'POST' ? await create(request) : answer(pathname, searchParams)
    response.statusCode = request.method === 'POST' ? 201 : 200
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify({ data }))
  })()
})
server.listen(0, '127.0.0.1', () => process.send?.({ ready: { port: (server.address() as AddressInfo).port } }))
process.on('SIGTERM', () => process.exit(0))
