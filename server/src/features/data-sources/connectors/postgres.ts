import type { SourceTable } from '@axiom/shared/contracts/dataSources'
import { AppError } from '@axiom/shared/errors'
import type { Json } from '@axiom/shared/json'
import type { ParameterValues } from '@axiom/shared/queries/parameters'
import { bindSql } from '@axiom/shared/queries/sqlRequest'
import type { Pool, PoolClient, QueryResult } from 'pg'

import { reachOutbound } from '../../../platform/outbound/reach.ts'
import { queryFailed, toProblems, within, type ConfigOf, type Connector, type ConnectOptions } from './connector.ts'
import { Enough, exactNumber, Rows, unlessEnough } from './rows.ts'
import { groupColumns, readOnlyFirst } from './sql.ts'

const SCHEMA = `select c.table_schema, c.table_name, t.table_type = 'VIEW', c.column_name, c.data_type, c.is_nullable = 'NO'
  from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
  where c.table_schema not in ('pg_catalog', 'information_schema')
  order by c.table_schema, c.table_name, c.ordinal_position limit 20000`

/** PostgreSQL, by `pg`. Each query is one statement in a transaction of its own, which only reads unless the source may write. */
export async function connectPostgres(options: ConnectOptions<ConfigOf<'postgresql'>>): Promise<Connector> {
  const { readOnly, limits } = options
  const [{ default: pg }, host] = await Promise.all([
    import('pg'),
    reachOutbound(options.config.host, options.config.port, options.policy),
  ])
  const pool = openPool(pg.Pool, options, host)
  // A connection that breaks while nobody uses it is replaced by the next one that is needed.
  pool.on('error', () => undefined)

  async function inTransaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await pool.connect().catch((error: unknown) => {
      throw toAppError(error)
    })
    let failure: Error | undefined
    try {
      await client.query(readOnly ? 'BEGIN READ ONLY' : 'BEGIN')
      const result = await work(client)
      await client.query(readOnly ? 'ROLLBACK' : 'COMMIT')
      // What the statement set for its session is not for the next one.
      await client.query('DISCARD ALL')
      return result
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error))
      throw toAppError(error)
    } finally {
      // After an error the connection is not used again: nobody knows how far it came.
      client.release(failure)
    }
  }

  return {
    async run(request, values) {
      if (readOnly) readOnlyFirst(request)
      const rows = new Rows(limits)
      const changed = await inTransaction((client) =>
        // The server's own limit comes first; this one is for a server that says nothing any more.
        within(limits.timeoutMs + 500, streamRows(pg.Query, client, bind(request, values), rows, readOnly)),
      ).catch(unlessEnough)
      return rows.answer(changed)
    },
    async check(request, values) {
      try {
        if (readOnly) readOnlyFirst(request)
        const { text } = bind(request, values)
        await inTransaction((client) => client.query(single(`PREPARE axiom_check AS ${text}`)))
        return []
      } catch (error) {
        return toProblems(error)
      }
    },
    async schema() {
      const found = await inTransaction((client) => client.query<Json[]>({ text: SCHEMA, rowMode: 'array' }))
      return groupColumns(
        found.rows.map(([schema, name, isView, field, type, required]) => ({
          table: schema === 'public' ? String(name) : `${String(schema)}.${String(name)}`,
          kind: isView === true ? 'view' : 'table',
          field: { name: String(field), type: String(type), required: required === true },
        })),
      ) satisfies SourceTable[]
    },
    async ping() {
      await inTransaction((client) => client.query('SELECT 1'))
    },
    close: () => pool.end(),
  }
}

function openPool(
  PoolOf: typeof Pool,
  { config, secret, limits }: ConnectOptions<ConfigOf<'postgresql'>>,
  host: string,
): Pool {
  return new PoolOf({
    host,
    port: config.port,
    database: config.database,
    user: config.user,
    password: secret ?? '',
    ssl: config.tls !== 'off' && { rejectUnauthorized: config.tls === 'trusted', servername: config.host },
    max: 3,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 10_000,
    statement_timeout: limits.timeoutMs,
    application_name: 'axiom',
    types: { getTypeParser: (oid: number) => (text: string) => toJson(oid, text) },
  })
}

function bind(request: string, values: ParameterValues) {
  return bindSql(request, values, (position) => `$${position}`)
}

/** The extended protocol takes one statement only, whatever the text says. */
function single(text: string, values: unknown[] = []) {
  return { text, values, queryMode: 'extended' as const }
}

/** Row by row, so that a large table does not fill the memory; a reading query is cut off when there are enough. */
function streamRows(
  QueryOf: typeof import('pg').Query,
  client: PoolClient,
  bound: { text: string; values: unknown[] },
  rows: Rows,
  readOnly: boolean,
): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const config = { ...single(bound.text, bound.values), rowMode: 'array' }
    const query = client.query(new QueryOf(config))
    const name = (fields: readonly { name: string }[]): void => rows.setColumns(fields.map((field) => field.name))
    query.on('row', (row: Json[], result?: QueryResult) => {
      if (result && !rows.hasColumns) name(result.fields)
      rows.add(row)
      if (rows.full && readOnly) reject(new Enough())
    })
    query.on('error', reject)
    query.on('end', (result: QueryResult) => {
      if (!rows.hasColumns) name(result.fields)
      resolve(result.command === 'SELECT' ? null : (result.rowCount ?? null))
    })
  })
}

/** SQLSTATE classes in which the query is not at fault: connection, authorization, database, operator intervention. */
const CONNECTION = /^(08|28|3D|53|57P)/

function toAppError(error: unknown): unknown {
  if (error instanceof AppError || error instanceof Enough || !(error instanceof Error)) return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === '57014' || error.message.includes('timeout')) return new AppError('outbound_timeout')
  if (/^[0-9A-Z]{5}$/.test(code) && !CONNECTION.test(code)) return queryFailed(`PostgreSQL: ${error.message}`)
  return new AppError('outbound_failed', { message: `PostgreSQL: ${error.message}` })
}

const [BOOL, BYTEA, INT8, INT2, INT4, JSON_TYPE, FLOAT4, FLOAT8, TIMESTAMP, TIMESTAMPTZ, NUMERIC, JSONB] = [
  16, 17, 20, 21, 23, 114, 700, 701, 1114, 1184, 1700, 3802,
]

/** What a query answers is JSON; other types stay the text that PostgreSQL writes. */
function toJson(oid: number, text: string): Json {
  switch (oid) {
    case BOOL:
      return text === 't'
    case INT2:
    case INT4:
    case INT8:
    case NUMERIC:
    case FLOAT4:
    case FLOAT8:
      return exactNumber(text)
    case JSON_TYPE:
    case JSONB:
      return JSON.parse(text) as Json
    case TIMESTAMPTZ:
      return Number.isNaN(Date.parse(text)) ? text : new Date(text).toISOString()
    case TIMESTAMP:
      return text.replace(' ', 'T')
    case BYTEA:
      return Buffer.from(text.slice(2), 'hex').toString('base64')
    default:
      return text
  }
}
