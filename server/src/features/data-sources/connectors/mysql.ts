import { connect } from 'node:net'

import { AppError } from '@axiom/shared/errors'
import type { Json } from '@axiom/shared/json'
import type { ParameterValues } from '@axiom/shared/queries/parameters'
import { bindSql } from '@axiom/shared/queries/sqlRequest'
import type { FieldPacket, Pool, PoolConnection, RowDataPacket } from 'mysql2'

import { reachOutbound } from '../../../platform/outbound/reach.ts'
import { queryFailed, toProblems, within, type ConfigOf, type Connector, type ConnectOptions } from './connector.ts'
import { Enough, exactNumber, Rows, unlessEnough } from './rows.ts'
import { groupColumns, readOnlyFirst } from './sql.ts'

const SCHEMA = `select c.table_name, t.table_type like '%VIEW', c.column_name, c.column_type, c.is_nullable = 'NO'
  from information_schema.columns c
  join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
  where c.table_schema = database() order by c.table_name, c.ordinal_position limit 20000`

/** MySQL and MariaDB, by `mysql2`. Each query is one prepared statement in a transaction of its own. */
export async function connectMysql(options: ConnectOptions<ConfigOf<'mysql'>>): Promise<Connector> {
  const { readOnly, limits } = options
  const [mysql, host] = await Promise.all([
    import('mysql2'),
    reachOutbound(options.config.host, options.config.port, options.policy),
  ])
  const pool = openPool(mysql.createPool, options, host)

  async function inTransaction<T>(work: (connection: PoolConnection) => Promise<T>): Promise<T> {
    const connection = await take(pool)
    try {
      await command(connection, readOnly ? 'START TRANSACTION READ ONLY' : 'START TRANSACTION')
      const result = await work(connection)
      await command(connection, readOnly ? 'ROLLBACK' : 'COMMIT')
      connection.release()
      return result
    } catch (error) {
      connection.destroy()
      throw toAppError(error)
    }
  }

  return {
    async run(request, values) {
      if (readOnly) readOnlyFirst(request)
      const rows = new Rows(limits)
      const changed = await inTransaction((connection) =>
        within(limits.timeoutMs, streamRows(connection, bind(request, values), rows, readOnly)),
      ).catch(unlessEnough)
      return rows.answer(changed)
    },
    async check(request, values) {
      try {
        if (readOnly) readOnlyFirst(request)
        await inTransaction((connection) => prepare(connection, bind(request, values).text))
        return []
      } catch (error) {
        return toProblems(error)
      }
    },
    async schema() {
      const found = await inTransaction((connection) => command(connection, SCHEMA))
      return groupColumns(
        found.map(([name, isView, field, type, required]) => ({
          table: String(name),
          kind: Number(isView) === 1 ? 'view' : 'table',
          field: { name: String(field), type: String(type), required: Number(required) === 1 },
        })),
      )
    },
    async ping() {
      await inTransaction((connection) => command(connection, 'SELECT 1'))
    },
    close: () => new Promise((resolve) => pool.end(() => resolve())),
  }
}

function openPool(
  createPool: typeof import('mysql2').createPool,
  { config, secret }: ConnectOptions<ConfigOf<'mysql'>>,
  address: string,
): Pool {
  return createPool({
    // The name is for the certificate; the connection goes to the address that was judged.
    host: config.host,
    stream: () => connect({ host: address, port: config.port }),
    port: config.port,
    database: config.database,
    user: config.user,
    password: secret ?? '',
    ...(config.tls === 'off'
      ? {}
      : { ssl: { rejectUnauthorized: config.tls === 'trusted', verifyIdentity: config.tls === 'trusted' } }),
    connectionLimit: 3,
    connectTimeout: 10_000,
    idleTimeout: 30_000,
    maxPreparedStatements: 20,
    multipleStatements: false,
    supportBigNumbers: true,
    dateStrings: true,
    // Files of this machine are none of a database's business.
    flags: ['-LOCAL_FILES'],
    rowsAsArray: true,
  })
}

function take(pool: Pool): Promise<PoolConnection> {
  return new Promise((resolve, reject) => {
    pool.getConnection((error, connection) => {
      if (error) reject(toConnectError(error))
      // What an earlier statement set for its session is not for the next one.
      else connection.reset((failure) => (failure ? reject(toError(failure)) : resolve(connection)))
    })
  })
}

function command(connection: PoolConnection, sql: string): Promise<Json[][]> {
  return new Promise((resolve, reject) => {
    connection.query<RowDataPacket[][]>(sql, (error, rows) => {
      if (error) reject(toError(error))
      else resolve(Array.isArray(rows) ? (rows as unknown as Json[][]) : [])
    })
  })
}

function prepare(connection: PoolConnection, sql: string): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.prepare(sql, (error) => (error ? reject(toError(error)) : resolve()))
  })
}

function bind(request: string, values: ParameterValues) {
  return bindSql(request, values, () => '?')
}

/** Row by row; a reading query is cut off when there are enough. */
function streamRows(
  connection: PoolConnection,
  bound: { text: string; values: unknown[] },
  rows: Rows,
  readOnly: boolean,
): Promise<number | null> {
  return new Promise((resolve, reject) => {
    let changed: number | null = null
    let convert: ((value: unknown) => Json)[] = []
    const query = connection.execute(bound.text, bound.values as string[])
    query.on('fields', (fields: FieldPacket[] | undefined) => {
      rows.setColumns((fields ?? []).map(({ name }) => name))
      convert = (fields ?? []).map(converterOf)
    })
    query.on('result', (row: unknown[] | { affectedRows: number }) => {
      if (!Array.isArray(row)) changed = row.affectedRows
      else rows.add(row.map((value, i) => convert[i]?.(value) ?? null))
      if (rows.full && readOnly) reject(new Enough())
    })
    query.on('error', (error: Error) => reject(error))
    query.on('end', () => resolve(changed))
  })
}

const [TINY, DECIMAL, NEWDECIMAL, DATETIME, TIMESTAMP] = [1, 0, 246, 12, 7]

/** What a query answers is JSON: `tinyint(1)` is how MySQL writes true and false. */
function converterOf({ columnType, columnLength }: FieldPacket): (value: unknown) => Json {
  return (value) => {
    if (value === null || value === undefined) return null
    if (Buffer.isBuffer(value)) return value.toString('base64')
    if (columnType === TINY && columnLength === 1) return Number(value) === 1
    if ((columnType === DECIMAL || columnType === NEWDECIMAL) && typeof value === 'string') return exactNumber(value)
    if ((columnType === DATETIME || columnType === TIMESTAMP) && typeof value === 'string')
      return value.replace(' ', 'T')
    return typeof value === 'bigint' ? String(value) : (value as Json)
  }
}

function toConnectError(error: NodeJS.ErrnoException): AppError {
  if (error.code === 'ETIMEDOUT') return new AppError('outbound_timeout')
  return new AppError('outbound_failed', { message: `MySQL: ${error.message || 'the connection ended'}` })
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}

function toAppError(error: unknown): unknown {
  if (error instanceof AppError || error instanceof Enough || !(error instanceof Error)) return error
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (code === 'PROTOCOL_SEQUENCE_TIMEOUT' || code.includes('STATEMENT_TIMEOUT') || code.includes('QUERY_TIMEOUT'))
    return new AppError('outbound_timeout')
  if (code.startsWith('ER_') && !('fatal' in error && error.fatal === true))
    return queryFailed(`MySQL: ${error.message}`)
  return new AppError('outbound_failed', { message: `MySQL: ${error.message}` })
}
