// A process of its own: SQLite works without a pause that could be interrupted, and reads files that strangers made. It can be killed, and
// what its memory may take is bounded for it alone.
import { constants, DatabaseSync, type StatementSync } from 'node:sqlite'

import type { SourceTable } from '@axiom/shared/contracts/dataSources'
import type { Json } from '@axiom/shared/json'

import { importRows } from './importRows.ts'
import { Rows } from './rows.ts'
import type { RowsAnswers, RowsImport, RowsReply, RowsRequest } from './rowsMessages.ts'

const HEAP_BYTES = 128 * 1024 * 1024
const VALUE_BYTES = 8 * 1024 * 1024
const READING = new Set([
  constants.SQLITE_SELECT,
  constants.SQLITE_READ,
  constants.SQLITE_FUNCTION,
  constants.SQLITE_RECURSIVE,
])

function openFile(file: string): DatabaseSync {
  const db = new DatabaseSync(file, { readOnly: true, enableForeignKeyConstraints: false, defensive: true })
  db.exec(`PRAGMA hard_heap_limit = ${HEAP_BYTES}; PRAGMA trusted_schema = off; PRAGMA temp_store = memory`)
  db.limits.attach = 0
  db.limits.length = VALUE_BYTES
  db.limits.sqlLength = 256 * 1024
  // From here on nothing but reading: no PRAGMA, no ATTACH of other files.
  db.setAuthorizer((action) => (READING.has(action) ? constants.SQLITE_OK : constants.SQLITE_DENY))
  return db
}

/** SQLite takes the first statement and leaves the rest. */
function prepare(db: DatabaseSync, sql: string): StatementSync {
  const statement = db.prepare(sql)
  if (sql.slice(statement.sourceSQL.length).trim() !== '') throw new Error('Write one statement.')
  return statement
}

function run(db: DatabaseSync, { sql, values, limits }: RowsRequest & { kind: 'run' }): RowsAnswers['run'] {
  const statement = prepare(db, sql)
  statement.setReturnArrays(true)
  statement.setReadBigInts(true)
  const rows = new Rows(limits)
  rows.setColumns(statement.columns().map(({ name }) => name))
  const bound = values.map((value) => (typeof value === 'boolean' ? Number(value) : value))
  for (const row of statement.iterate(...bound)) {
    rows.add((row as unknown as unknown[]).map(toJson))
    if (rows.full) break
  }
  return rows.answer(null)
}

function toJson(value: unknown): Json {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64')
  return typeof value === 'number' && !Number.isFinite(value) ? null : (value as Json)
}

function schema(db: DatabaseSync): SourceTable[] {
  // Reading the schema needs a pragma; nobody else's text is run meanwhile.
  db.setAuthorizer(null)
  const found = db
    .prepare(
      "select name, type from sqlite_master where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\'",
    )
    .all()
  return found.slice(0, 500).map(({ name, type }) => ({
    name: String(name),
    kind: type === 'view' ? 'view' : 'table',
    fields: db
      .prepare('select name, type, "notnull" as required from pragma_table_xinfo(?)')
      .all(String(name))
      .map((column) => ({
        name: String(column['name']),
        type: String(column['type']).toLowerCase(),
        required: column['required'] === 1,
      })),
  }))
}

function answer(file: string, request: RowsRequest): RowsAnswers[keyof RowsAnswers] {
  const db = openFile(file)
  try {
    switch (request.kind) {
      case 'run':
        return run(db, request)
      case 'check':
        prepare(db, request.sql)
        return null
      case 'schema':
        return schema(db)
    }
  } finally {
    db.close()
  }
}

const [file = '', importing] = process.argv.slice(2)

async function reply(request: RowsRequest): Promise<RowsReply> {
  try {
    if (importing !== undefined) await importRows(file, JSON.parse(importing) as RowsImport)
    return { ok: true, answer: answer(file, request) }
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}

process.on('message', (request: RowsRequest) => {
  void reply(request).then((said) => process.send?.(said))
})
// Whoever started it is gone.
process.on('disconnect', () => process.exit(0))
