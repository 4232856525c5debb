import { DatabaseSync } from 'node:sqlite'

import type { Chunk } from './chunkStore.ts'
import type { LogAnswers, LogEntry } from './logProtocol.ts'

/** Covered chunks stay for point-in-time recovery [C5]. */
const GRACE_MS = 7 * 24 * 3_600_000
const ATTRIBUTION_MS = 90 * 24 * 3_600_000

/** Above every id: they are hexadecimal. */
const AFTER_ALL = 'g'

/** Of the tables below; kept in the file as `user_version`. */
const LAYOUT = 1
const PRAGMAS = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS chunks (
    project TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, bytes BLOB NOT NULL, covered_by TEXT, expires_at INTEGER,
    PRIMARY KEY (project, id)) STRICT;
  CREATE INDEX IF NOT EXISTS chunks_expiry ON chunks (expires_at) WHERE expires_at IS NOT NULL;
  CREATE TABLE IF NOT EXISTS attributions (
    project TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, by TEXT, wrote TEXT NOT NULL, touched TEXT NOT NULL,
    PRIMARY KEY (project, id)) STRICT;
  CREATE INDEX IF NOT EXISTS attributions_at ON attributions (at);
  CREATE TABLE IF NOT EXISTS owners (
    project TEXT NOT NULL, client INTEGER NOT NULL, owner TEXT, PRIMARY KEY (project, client)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS snapshots (
    project TEXT NOT NULL, id TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (project, id)) STRICT;`

/** The tables of `log.db`. Synchronous, so only worker threads may open it [C4]. */
export class LogTables {
  readonly #db: DatabaseSync
  readonly #insertChunk
  readonly #insertAttribution
  readonly #selectBytes
  readonly #selectProject
  readonly #insertOwner
  readonly #selectOwners
  readonly #selectSince

  constructor(file: string) {
    this.#db = new DatabaseSync(file, { timeout: 10_000 })
    this.#db.exec(PRAGMAS)
    this.#createTables()
    this.#insertChunk = this.#db.prepare(
      'INSERT INTO chunks (project, id, kind, bytes) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
    )
    this.#insertAttribution = this.#db.prepare(
      'INSERT INTO attributions VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    )
    this.#selectBytes = this.#db.prepare('SELECT bytes FROM chunks WHERE project = ? AND id = ?')
    this.#selectProject = this.#db.prepare(
      'SELECT id, kind, bytes, covered_by FROM chunks WHERE project = ? AND id < ? ORDER BY id',
    )
    this.#insertOwner = this.#db.prepare('INSERT INTO owners VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
    this.#selectOwners = this.#db.prepare('SELECT client, owner FROM owners WHERE project = ?')
    this.#selectSince = this.#db.prepare(
      "SELECT id, kind, bytes FROM chunks WHERE project = ? AND id > ? AND kind = 'u' ORDER BY id",
    )
  }

  /** One transaction, one fsync, for all entries. */
  append(entries: readonly LogEntry[]): LogAnswers['append'] {
    return this.#transaction(() => entries.map((entry) => this.#appendOne(entry)))
  }

  /** Only chunks with ids below `before`, unless it is null. */
  load(projectId: string, before: string | null = null): LogAnswers['load'] {
    const rows = this.#selectProject.all(projectId, before ?? AFTER_ALL)
    const snapshots = new Set(rows.filter((row) => row['kind'] === 's').map((row) => row['id']))
    const chunks = rows
      .filter((row) => row['covered_by'] === null || !snapshots.has(row['covered_by']))
      .map((row) => toChunk(projectId, row))
    return { chunks, seen: rows.map((row) => row['id'] as string), owners: this.#owners(projectId) }
  }

  since(projectId: string, after: string, seen: ReadonlySet<string>): LogAnswers['since'] {
    const chunks: Chunk[] = []
    for (const row of this.#selectSince.iterate(projectId, after))
      if (!seen.has(row['id'] as string)) chunks.push(toChunk(projectId, row))
    return { chunks, owners: chunks.length === 0 ? [] : this.#owners(projectId) }
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

  #createTables(): void {
    const version = this.#db.prepare('PRAGMA user_version').get()?.['user_version']
    // Attributions of the first layout named only one client of an update; nothing has read them yet.
    if (version === 0) this.#db.exec('DROP TABLE IF EXISTS attributions')
    this.#db.exec(SCHEMA)
    // Written each time: a file that can only be read, or a full disk, is to be known at the start and not at the first edit.
    this.#db.exec(`BEGIN IMMEDIATE; PRAGMA user_version = ${LAYOUT}; COMMIT`)
  }

  #owners(projectId: string): LogAnswers['load']['owners'] {
    return this.#selectOwners.all(projectId).map((row) => [row['client'] as number, row['owner'] as string | null])
  }

  #appendOne({ chunk, attribution }: LogEntry): string | null {
    const { changes } = this.#insertChunk.run(chunk.d, chunk._id, chunk.k, chunk.u)
    if (changes === 0) {
      // A repeat after an unknown outcome is success, anything else under this id is a bug.
      const stored = this.#selectBytes.get(chunk.d, chunk._id)?.['bytes'] as Uint8Array | undefined
      return stored !== undefined && Buffer.compare(stored, chunk.u) === 0 ? null : 'another chunk has this id'
    }
    if (attribution !== null) {
      const { by, origin, wrote, touched } = attribution
      this.#insertAttribution.run(
        chunk.d,
        chunk._id,
        Date.now(),
        by,
        JSON.stringify(wrote.map(({ client, from, to }) => [client, from, to])),
        JSON.stringify(touched),
      )
      for (const { client } of wrote) this.#insertOwner.run(chunk.d, client, origin === 'server' ? null : by)
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

function toChunk(projectId: string, row: Record<string, unknown>): Chunk {
  return {
    _id: row['id'] as string,
    d: projectId,
    k: row['kind'] as Chunk['k'],
    u: row['bytes'] as Uint8Array,
  }
}
