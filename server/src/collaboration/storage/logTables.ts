import { DatabaseSync } from 'node:sqlite'

import type { Chunk } from './chunkStore.ts'
import type { LogAnswers, LogEntry } from './logProtocol.ts'

/** Covered chunks stay for point-in-time recovery [C5]. */
const GRACE_MS = 7 * 24 * 3_600_000
const ATTRIBUTION_MS = 90 * 24 * 3_600_000

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS chunks (
    project TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, bytes BLOB NOT NULL, covered_by TEXT, expires_at INTEGER,
    PRIMARY KEY (project, id)) STRICT;
  CREATE INDEX IF NOT EXISTS chunks_expiry ON chunks (expires_at) WHERE expires_at IS NOT NULL;
  CREATE TABLE IF NOT EXISTS attributions (
    project TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, by TEXT, client INTEGER, clock_from INTEGER, clock_to INTEGER,
    touched TEXT NOT NULL, PRIMARY KEY (project, id)) STRICT;
  CREATE INDEX IF NOT EXISTS attributions_at ON attributions (at);
  CREATE TABLE IF NOT EXISTS snapshots (
    project TEXT NOT NULL, id TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (project, id)) STRICT;`

/** The tables of `log.db`. Synchronous, so only worker threads may open it [C4]. */
export class LogTables {
  readonly #db: DatabaseSync
  readonly #insertChunk
  readonly #insertAttribution
  readonly #selectBytes
  readonly #selectProject

  constructor(file: string) {
    this.#db = new DatabaseSync(file, { timeout: 10_000 })
    this.#db.exec(SCHEMA)
    this.#insertChunk = this.#db.prepare(
      'INSERT INTO chunks (project, id, kind, bytes) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    )
    this.#insertAttribution = this.#db.prepare(
      'INSERT INTO attributions VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    )
    this.#selectBytes = this.#db.prepare('SELECT bytes FROM chunks WHERE project = ? AND id = ?')
    this.#selectProject = this.#db.prepare(
      'SELECT id, kind, bytes, covered_by FROM chunks WHERE project = ? ORDER BY id',
    )
  }

  /** One transaction, one fsync, for all entries. */
  append(entries: readonly LogEntry[]): LogAnswers['append'] {
    return this.#transaction(() => entries.map((entry) => this.#appendOne(entry)))
  }

  load(projectId: string): LogAnswers['load'] {
    const rows = this.#selectProject.all(projectId)
    const snapshots = new Set(rows.filter((row) => row['kind'] === 's').map((row) => row['id']))
    const chunks = rows
      .filter((row) => row['covered_by'] === null || !snapshots.has(row['covered_by']))
      .map((row) => ({
        _id: row['id'] as string,
        d: projectId,
        k: row['kind'] as Chunk['k'],
        u: row['bytes'] as Uint8Array,
      }))
    return { chunks, seen: rows.map((row) => row['id'] as string) }
  }

  /** Inserts the snapshot and marks exactly the chunks it was built of; both or neither. */
  cover(snapshot: Chunk, ids: readonly string[], now = Date.now()): void {
    const mark = this.#db.prepare(
      'UPDATE chunks SET covered_by = ?, expires_at = ? WHERE project = ? AND id = ? AND covered_by IS NULL',
    )
    this.#transaction(() => {
      this.#insertChunk.run(snapshot.d, snapshot._id, snapshot.k, snapshot.u)
      for (const id of ids) mark.run(snapshot._id, now + GRACE_MS, snapshot.d, id)
    })
  }

  /** Deletes what its time has passed, in small steps so that appends never wait long. True while more is left. */
  expire(now = Date.now()): boolean {
    const chunks = this.#db
      .prepare('DELETE FROM chunks WHERE rowid IN (SELECT rowid FROM chunks WHERE expires_at < ? LIMIT 200)')
      .run(now)
    const attributions = this.#db
      .prepare('DELETE FROM attributions WHERE rowid IN (SELECT rowid FROM attributions WHERE at < ? LIMIT 500)')
      .run(now - ATTRIBUTION_MS)
    return Number(chunks.changes) + Number(attributions.changes) > 0
  }

  /** Stored once: saving the same id again keeps the first state. Gives the stored size. */
  insertSnapshot(projectId: string, snapshotId: string, bytes: Uint8Array): number {
    this.#db.prepare('INSERT INTO snapshots VALUES (?, ?, ?) ON CONFLICT DO NOTHING').run(projectId, snapshotId, bytes)
    return this.findSnapshot(projectId, snapshotId)?.length ?? bytes.length
  }

  findSnapshot(projectId: string, snapshotId: string): Uint8Array | null {
    const row = this.#db.prepare('SELECT bytes FROM snapshots WHERE project = ? AND id = ?').get(projectId, snapshotId)
    return row === undefined ? null : (row['bytes'] as Uint8Array)
  }

  removeSnapshots(projectId: string, snapshotIds: readonly string[]): void {
    const remove = this.#db.prepare('DELETE FROM snapshots WHERE project = ? AND id = ?')
    this.#transaction(() => {
      for (const id of snapshotIds) remove.run(projectId, id)
    })
  }

  close(): void {
    this.#db.close()
  }

  #appendOne({ chunk, attribution }: LogEntry): string | null {
    const { changes } = this.#insertChunk.run(chunk.d, chunk._id, chunk.k, chunk.u)
    if (changes === 0) {
      // A repeat after an unknown outcome is success, anything else under this id is a bug.
      const stored = this.#selectBytes.get(chunk.d, chunk._id)?.['bytes'] as Uint8Array | undefined
      return stored !== undefined && Buffer.compare(stored, chunk.u) === 0 ? null : 'another chunk has this id'
    }
    if (attribution !== null) {
      const { by, client, clocks, touched } = attribution
      const [from, to] = clocks ?? [null, null]
      this.#insertAttribution.run(chunk.d, chunk._id, Date.now(), by, client, from, to, JSON.stringify(touched))
    }
    return null
  }

  #transaction<T>(work: () => T): T {
    this.#db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#db.exec('COMMIT')
      return result
    } catch (error) {
      if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
      throw error
    }
  }
}
