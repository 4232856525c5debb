import { DuplicateKey, type WithSession } from '../port.ts'
import type { SqlValue } from './compileFilter.ts'
import type { Request } from './messages.ts'
import { tableOf } from './paths.ts'
import { SqliteError, type Thread } from './thread.ts'
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

  async read<R>(sql: string, params: SqlValue[], options: WithSession = {}): Promise<R[]> {
    await this.#ensure(options)
    const { reader, writer } = this.#threads
    const request: Request = { op: 'all', sql, params }
    return options.session ? writer.write<R[]>(request, options.session) : reader.ask<R[]>(request)
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
