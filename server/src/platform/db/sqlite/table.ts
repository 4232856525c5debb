import { DuplicateKey, type Shape, type WithSession } from '../port.ts'
import type { Request, ShownRows } from './messages.ts'
import { tableOf } from './paths.ts'
import type { Sql, SqlValue } from './sql.ts'
import { SqliteError, type Thread } from './thread.ts'
import { dropSql, fillSql, makeSql, NAMES_SQL, nextSql, settleSql, waitingSql, type WordIndex } from './wordIndex.ts'
import type { Writer } from './writer.ts'

export interface Threads {
  writer: Writer
  reader: Thread
  /** Told about each TTL index, for the sweep. */
  onTtl(rule: { table: string; path: string; seconds: number }): void
  /** Tables that exist or are being made. */
  tables: Map<string, { made: Promise<void>; exists: boolean }>
  /** Tables and paths that an index orders, as far as it is known here. */
  ordered: Set<string>
  /** Indexes of words by table, once all documents are in them. */
  words: Map<string, WordIndex>
}

/** A collection's table: made at its first use, read by the reader, written by the writer. */
export class Table {
  readonly #name: string
  readonly #table: string
  readonly #threads: Threads

  constructor(name: string, threads: Threads) {
    this.#name = name
    this.#table = tableOf(name)
    this.#threads = threads
  }

  read<R>(sql: string, params: SqlValue[], options: WithSession = {}): Promise<R[]> {
    return this.#ask<R[]>({ op: 'all', sql, params }, options)
  }

  /** The column `doc` of what is found, as a JSON array. */
  readDocuments(sql: string, params: SqlValue[], options: WithSession = {}): Promise<string> {
    return this.#ask<string>({ op: 'docs', sql, params }, options)
  }

  /** The same as a shape shows them. */
  async show(query: Sql, shape: Shape): Promise<ShownRows> {
    await this.#ensure({})
    return this.#threads.reader.show(query, shape)
  }

  async #ask<R>(request: Request, options: WithSession): Promise<R> {
    await this.#ensure(options)
    const { reader, writer } = this.#threads
    return options.session ? writer.write<R>(request, options.session) : reader.ask<R>(request)
  }

  /** Throws `DuplicateKey` when a unique index refuses. */
  async write<R>(request: Request, options: WithSession = {}): Promise<R> {
    await this.#ensure(options)
    return this.#threads.writer.write<R>(request, options.session)
  }

  /** Runs the statements that make one index; `paths` for `DuplicateKey` when documents contradict it. */
  async makeIndex(statements: string[], paths: string[]): Promise<void> {
    await this.#ensure({})
    for (const sql of statements) {
      try {
        await this.#threads.writer.write({ op: 'exec', sql })
      } catch (error) {
        // The index does not exist yet: only its maker knows the paths.
        throw isUniqueError(error) ? new DuplicateKey(this.#name, paths) : error
      }
    }
  }

  /** The index of words that can be asked. */
  words(): WordIndex | null {
    return this.#threads.words.get(this.#table) ?? null
  }

  /** Makes it and reads all documents into it, in pieces; what is written meanwhile is put there by its triggers. */
  async indexWords(index: WordIndex): Promise<void> {
    await this.#ensure({})
    const { writer, reader, words } = this.#threads
    if (this.words()?.name === index.name) return
    const table = this.#table.slice(1, -1)
    const known = await reader.ask<{ name: string }[]>({ op: 'all', sql: NAMES_SQL, params: [table] })
    words.delete(this.#table)
    for (const { name } of known) if (name !== index.name) await writer.write({ op: 'exec', sql: dropSql(name) })
    await writer.write({ op: 'exec', sql: makeSql(index) })
    const isFull = { op: 'all', sql: `SELECT 1 FROM "w_${index.name}" WHERE n = 0`, params: [] } as const
    if ((await writer.write<unknown[]>({ ...isFull, params: [] })).length === 0) await this.#fillWords(index)
    words.set(this.#table, index)
  }

  /** Where many documents have changed since: puts some of them into the index. */
  async settleWords(index: WordIndex): Promise<void> {
    const { writer, reader } = this.#threads
    const rows = await reader.ask<{ last: string | null }[]>({ op: 'all', sql: waitingSql(index), params: [] })
    const last = rows[0]?.last ?? null
    if (last === null) return
    // A change between two of them would be taken for one that was put there.
    await writer.transaction(async (session) => {
      for (const sql of settleSql(index)) await writer.write({ op: 'run', sql, params: [last] }, session)
    })
  }

  async #fillWords(index: WordIndex): Promise<void> {
    const { writer } = this.#threads
    const next = async (after: string): Promise<string | null> => {
      const rows = await writer.write<{ last: string | null }[]>({ op: 'all', sql: nextSql(index), params: [after] })
      return rows[0]?.last ?? null
    }
    for (let after = '', last = await next(after); last !== null; after = last, last = await next(after))
      for (const sql of fillSql(index)) await writer.write({ op: 'run', sql, params: [after, last] })
    await writer.write({ op: 'run', sql: `INSERT OR IGNORE INTO "w_${index.name}" (n, id) VALUES (0, '')`, params: [] })
  }

  /** With its indexes, which go by themselves, and those of words, which do not. */
  async drop(): Promise<void> {
    const { tables, ordered, words, writer } = this.#threads
    const table = this.#table.slice(1, -1)
    const known = await writer.write<{ name: string }[]>({ op: 'all', sql: NAMES_SQL, params: [table] })
    for (const { name } of known) await writer.write({ op: 'exec', sql: dropSql(name) })
    await writer.write({ op: 'exec', sql: `DROP TABLE IF EXISTS ${this.#table}` })
    tables.delete(this.#table)
    words.delete(this.#table)
    for (const key of ordered) if (key.startsWith(`${this.#table} `)) ordered.delete(key)
  }

  noteOrder(path: string, isOrdered: boolean): void {
    const { ordered } = this.#threads
    if (isOrdered) ordered.add(`${this.#table} ${path}`)
    else ordered.delete(`${this.#table} ${path}`)
  }

  isOrdered(path: string): boolean {
    return this.#threads.ordered.has(`${this.#table} ${path}`)
  }

  expire(path: string, seconds: number): void {
    this.#threads.onTtl({ table: this.#table, path, seconds })
  }

  /** Makes the tables of other collections, which a statement is about to look into. */
  async ensureOthers(collections: readonly string[], options: WithSession): Promise<void> {
    for (const name of collections) await this.#ensure(options, tableOf(name))
  }

  async #ensure({ session }: WithSession, name: string = this.#table): Promise<void> {
    const { tables, writer } = this.#threads
    const known = tables.get(name)
    const sql = `CREATE TABLE IF NOT EXISTS ${name} (_id TEXT NOT NULL UNIQUE, doc TEXT NOT NULL) STRICT`
    if (session) {
      // In a transaction the writer is ours: waiting for others would be for ever. A rollback takes the table away again.
      if (known?.exists !== true) await writer.write({ op: 'exec', sql }, session)
      return
    }
    if (known) return known.made
    const table = { made: writer.write<void>({ op: 'exec', sql }), exists: false }
    tables.set(name, table)
    try {
      await table.made
      table.exists = true
    } catch (error) {
      tables.delete(name)
      throw error
    }
  }
}

const UNIQUE_ERRORS = new Set([2067, 1555])

function isUniqueError(error: unknown): error is SqliteError {
  return error instanceof SqliteError && error.errcode !== null && UNIQUE_ERRORS.has(error.errcode)
}
