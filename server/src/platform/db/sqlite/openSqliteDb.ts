import { checkPrefix } from '../paths.ts'
import type { Collection, Db, Document } from '../port.ts'
import { SqliteCollection } from './collection.ts'
import { collectionOf, DATABASE, dateAt } from './paths.ts'
import { startReaders } from './readers.ts'
import type { Threads } from './table.ts'
import { startThread } from './thread.ts'
import { createWriter } from './writer.ts'

export interface SqliteOptions {
  /** Path of `store.db`; made if missing. */
  file: string
  /** Milliseconds between removals of expired documents. */
  sweepEvery?: number
  /** Told when a removal of expired documents failed; the next one repeats it. */
  onSweepError?: (error: unknown) => void
}

/** The embedded store: one file, a writer thread and reader threads, WAL with full synchronisation [C4]. */
export async function openSqliteDb({ file, sweepEvery = 60_000, onSweepError }: SqliteOptions): Promise<Db> {
  const writerThread = startThread({ file, readOnly: false })
  // Readers can only open what the writer has made.
  await writerThread.ask({ op: 'all', sql: 'SELECT 1', params: [] })
  const reader = startReaders(file)
  const writer = createWriter(writerThread)
  const ttl: { table: string; path: string; seconds: number }[] = []
  const threads: Threads = {
    writer,
    reader,
    tables: new Map(),
    ordered: new Set(),
    words: new Map(),
    onTtl: (rule) => ttl.push(rule),
  }

  const sweep = async (): Promise<void> => {
    for (const { table, path, seconds } of ttl) {
      const sql = `DELETE FROM ${table} WHERE ${dateAt(path)} <= ?`
      await writer.write({ op: 'run', sql, params: [Date.now() - seconds * 1000] })
    }
  }
  const timer = setInterval(() => void sweep().catch((error: unknown) => onSweepError?.(error)), sweepEvery)
  timer.unref()

  const store: Db = {
    name: DATABASE,
    collection: <T extends Document>(name: string): Collection<T> => new SqliteCollection<T>(name, threads),
    withTransaction: (work, order) => writer.transaction(work, order),
    async listCollections(prefix) {
      const sql = `SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, ?) = ? ORDER BY name`
      const begin = `c_${checkPrefix(prefix)}`
      const rows = await reader.ask<{ name: string }[]>({ op: 'all', sql, params: [begin.length, begin] })
      return rows.map(({ name }) => collectionOf(name))
    },
    database(name) {
      if (name === store.name) return store
      throw new RangeError(`The embedded store has one database. For ${JSON.stringify(name)} set MONGODB_URI.`)
    },
    async ping() {
      await reader.ask({ op: 'all', sql: 'SELECT 1', params: [] })
      await writerThread.ask({ op: 'all', sql: 'SELECT 1', params: [] })
    },
    async close() {
      clearInterval(timer)
      await writer.transaction(async () => undefined)
      await reader.close()
      await writerThread.close()
    },
  }
  return store
}
