import type {
  Accumulators,
  Collection,
  Document,
  Filter,
  FindOptions,
  IndexInfo,
  Update,
  UpdateResult,
  Value,
  WithSession,
} from '../port.ts'
import { DuplicateKey } from '../port.ts'
import { upsertBase } from './applyUpdate.ts'
import { compileFilter } from './compileFilter.ts'
import { compileGroup, decodeGroups } from './compileGroup.ts'
import { compileSort } from './compileSort.ts'
import { decodeDocument, encodeDocument } from './encode.ts'
import { dropSql, indexSql, listSql, pathsOf, readIndexes } from './indexes.ts'
import type { Request, UpdateAnswer } from './messages.ts'
import { tableOf } from './paths.ts'
import { project } from './project.ts'
import { SqliteError, type Thread } from './thread.ts'
import { newDocumentId, type Writer } from './writer.ts'

export interface Threads {
  writer: Writer
  reader: Thread
  /** Told about each TTL index, for the sweep. */
  onTtl(rule: { table: string; path: string; seconds: number }): void
  /** Tables that exist (or are being made). */
  tables: Map<string, Promise<void>>
}

/** One collection: a table of JSON documents with expression indexes. */
export function sqliteCollection<T extends Document>(name: string, threads: Threads): Collection<T> {
  const table = tableOf(name)
  const { writer, reader } = threads

  const create = `CREATE TABLE IF NOT EXISTS ${table} (_id TEXT NOT NULL UNIQUE, doc TEXT NOT NULL) STRICT`

  const ensure = (): Promise<void> => {
    const known = threads.tables.get(table)
    if (known) return known
    const made = writer.write<void>({ op: 'exec', sql: create })
    threads.tables.set(table, made)
    made.catch(() => threads.tables.delete(table))
    return made
  }

  async function read<R>(sql: string, params: (string | number | null)[], options: WithSession = {}): Promise<R[]> {
    await ensureFor(options)
    const request: Request = { op: 'all', sql, params }
    return options.session ? writer.write<R[]>(request, options.session) : reader.ask<R[]>(request)
  }

  async function write<R>(request: Request, options: WithSession = {}): Promise<R> {
    await ensureFor(options)
    try {
      return await writer.write<R>(request, options.session)
    } catch (error) {
      throw await toDuplicateKey(error, options)
    }
  }

  /** SQLite names the index; its own text names the paths. A refusal by `_id` names no index. */
  async function toDuplicateKey(error: unknown, options: WithSession): Promise<unknown> {
    if (!isUniqueError(error)) return error
    const index = /index '([^']+)'/.exec(error.message)?.[1]
    if (index === undefined) return new DuplicateKey(name, ['_id'])
    const sql = `SELECT sql FROM sqlite_master WHERE type = 'index' AND name = ?`
    const [made] = await read<{ sql: string }>(sql, [index], options)
    return new DuplicateKey(name, Object.keys(pathsOf(made?.sql ?? '')))
  }

  async function ensureFor({ session }: WithSession): Promise<void> {
    if (!session) return ensure()
    // In a transaction the writer is ours: `ensure` would wait for its end. A rollback takes the table away again.
    if (threads.tables.has(table)) return
    await writer.write({ op: 'exec', sql: create }, session)
  }

  async function find(filter: Filter, options: FindOptions = {}): Promise<T[]> {
    const where = compileFilter(filter)
    const order = options.sort ? ` ORDER BY ${compileSort(options.sort)}` : ''
    const page = ` LIMIT ${Math.trunc(options.limit ?? -1)} OFFSET ${Math.trunc(options.skip ?? 0)}`
    const rows = await read<{ doc: string }>(
      `SELECT doc FROM ${table} WHERE ${where.sql}${order}${page}`,
      where.params,
      options,
    )
    return rows.map((row) => project(decodeDocument<T>(row.doc), options.projection))
  }

  async function change(
    filter: Filter,
    update: Update,
    options: WithSession & { upsert?: boolean; many?: boolean },
  ): Promise<UpdateAnswer> {
    const where = compileFilter(filter)
    const base = options.upsert === true ? { _id: newDocumentId(), ...upsertBase(filter) } : null
    const request: Request = {
      op: 'update',
      table,
      where: where.sql,
      params: where.params,
      update,
      many: options.many === true,
      upsert: base ? encodeDocument(base) : null,
    }
    return write<UpdateAnswer>(request, options)
  }

  async function remove(filter: Filter, options: WithSession, single: boolean): Promise<number> {
    const where = compileFilter(filter)
    const target = single ? `rowid IN (SELECT rowid FROM ${table} WHERE ${where.sql} LIMIT 1)` : where.sql
    return write<number>({ op: 'run', sql: `DELETE FROM ${table} WHERE ${target}`, params: where.params }, options)
  }

  /** The index does not exist yet: only its maker knows the paths. */
  async function make(sql: string, paths: string[]): Promise<void> {
    try {
      await writer.write({ op: 'exec', sql })
    } catch (error) {
      throw isUniqueError(error) ? new DuplicateKey(name, paths) : error
    }
  }

  async function listIndexes(): Promise<IndexInfo[]> {
    const { sql, params } = listSql(name)
    return readIndexes(await read<{ name: string; sql: string }>(sql, params))
  }

  return {
    name,
    insertOne: (document, options) =>
      write({ op: 'insert', table, rows: [[document._id, encodeDocument(document)]] }, options),
    insertMany: (documents, options) =>
      write(
        { op: 'insert', table, rows: documents.map((document) => [document._id, encodeDocument(document)]) },
        options,
      ),
    find,
    findOne: async (filter, options) => (await find(filter, { ...options, limit: 1 }))[0] ?? null,
    async countDocuments(filter, options = {}) {
      const where = compileFilter(filter)
      const limited = options.limit === undefined ? '' : ` LIMIT ${Math.trunc(options.limit)}`
      const sql = `SELECT count(*) AS n FROM (SELECT 1 FROM ${table} WHERE ${where.sql}${limited})`
      return (await read<{ n: number }>(sql, where.params, options))[0]?.n ?? 0
    },
    updateOne: async (filter, update, options = {}) => toResult(await change(filter, update, options)),
    updateMany: async (filter, update, options = {}) =>
      toResult(await change(filter, update, { ...options, many: true })),
    async findOneAndUpdate(filter, update, options = {}) {
      const { doc } = await change(filter, update, options)
      return doc === null ? null : decodeDocument<T>(doc)
    },
    async replaceOne(filter, document, options = {}) {
      const where = compileFilter(filter)
      const target = `rowid IN (SELECT rowid FROM ${table} WHERE ${where.sql} LIMIT 1)`
      const sql = `UPDATE ${table} SET doc = ? WHERE ${target}`
      const changed = await write<number>(
        { op: 'run', sql, params: [encodeDocument(document), ...where.params] },
        options,
      )
      return { matchedCount: changed, modifiedCount: changed, upsertedId: null }
    },
    deleteOne: (filter, options = {}) => remove(filter, options, true),
    deleteMany: (filter, options = {}) => remove(filter, options, false),
    async group(
      filter: Filter,
      groupBy: string[],
      accumulators: Accumulators,
      options = {},
    ): Promise<Record<string, Value>[]> {
      const where = compileFilter(filter)
      const sql = compileGroup(table, where.sql, groupBy, accumulators, options)
      return decodeGroups(await read<Record<string, unknown>>(sql, where.params), groupBy, accumulators)
    },
    async createIndex(paths, options = {}) {
      await ensure()
      for (const sql of indexSql(name, paths, options)) await make(sql, Object.keys(paths))
      const [path] = Object.keys(paths)
      if (options.expireAfterSeconds !== undefined && path !== undefined) {
        threads.onTtl({ table, path, seconds: options.expireAfterSeconds })
      }
    },
    listIndexes,
    async dropIndex(index) {
      const all = await listIndexes()
      const found = all.find((one) => one.name === index)
      if (!found) return
      const others = all.filter((one) => one !== found)
      for (const sql of dropSql(name, found, others)) await writer.write({ op: 'exec', sql })
    },
  }
}

function toResult(answer: UpdateAnswer): UpdateResult {
  return { matchedCount: answer.matched, modifiedCount: answer.modified, upsertedId: answer.upsertedId }
}

const UNIQUE_ERRORS = new Set([2067, 1555])

function isUniqueError(error: unknown): error is SqliteError {
  return error instanceof SqliteError && error.errcode !== null && UNIQUE_ERRORS.has(error.errcode)
}
