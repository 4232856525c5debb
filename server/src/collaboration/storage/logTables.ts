import { DatabaseSync, type SQLInputValue } from 'node:sqlite'

import { type Chunk, GRACE_MS, STALE } from './chunkStore.ts'
import { ATTRIBUTION_MS, type HistoryRow } from './history.ts'
import type { LogAnswers, LogEntry } from './logProtocol.ts'

/** What a new epoch has replaced stays longer: nothing else has kept it [C14]. */
const REPLACED_MS = 30 * 24 * 3_600_000

/** Above every id: they are hexadecimal. */
const AFTER_ALL = 'g'

/** Of the tables below; kept in the file as `user_version`. */
const LAYOUT = 3
const PRAGMAS = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS chunks (
    project TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, bytes BLOB NOT NULL, covered_by TEXT, expires_at INTEGER,
    epoch INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (project, id)) STRICT;
  CREATE INDEX IF NOT EXISTS chunks_expiry ON chunks (expires_at) WHERE expires_at IS NOT NULL;
  CREATE TABLE IF NOT EXISTS attributions (
    project TEXT NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, by TEXT, wrote TEXT NOT NULL, touched TEXT NOT NULL,
    reason TEXT, PRIMARY KEY (project, id)) STRICT;
  CREATE INDEX IF NOT EXISTS attributions_at ON attributions (at);
  CREATE TABLE IF NOT EXISTS owners (
    project TEXT NOT NULL, client INTEGER NOT NULL, owner TEXT, PRIMARY KEY (project, client)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS epochs (project TEXT PRIMARY KEY, epoch INTEGER NOT NULL) STRICT, WITHOUT ROWID;
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
  readonly #selectEpoch

  constructor(file: string) {
    this.#db = new DatabaseSync(file, { timeout: 10_000 })
    this.#db.exec(PRAGMAS)
    this.#createTables()
    this.#insertChunk = this.#db.prepare(
      'INSERT INTO chunks (project, id, kind, bytes, epoch) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    )
    this.#insertAttribution = this.#db.prepare(
      'INSERT INTO attributions VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
    )
    this.#selectBytes = this.#db.prepare('SELECT bytes FROM chunks WHERE project = ? AND id = ?')
    this.#selectProject = this.#db.prepare(
      'SELECT id, kind, bytes, covered_by, epoch FROM chunks WHERE project = ? AND id < ? ORDER BY id',
    )
    this.#insertOwner = this.#db.prepare('INSERT INTO owners VALUES (?, ?, ?) ON CONFLICT DO NOTHING')
    this.#selectOwners = this.#db.prepare('SELECT client, owner FROM owners WHERE project = ?')
    this.#selectSince = this.#db.prepare(
      'SELECT id, kind, bytes, epoch FROM chunks WHERE project = ? AND id > ? ORDER BY id',
    )
    this.#selectEpoch = this.#db.prepare('SELECT epoch FROM epochs WHERE project = ?')
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
    return {
      chunks,
      seen: rows.map((row) => row['id'] as string),
      owners: this.#owners(projectId),
      epoch: Math.max(0, ...chunks.map(({ e = 0 }) => e)),
    }
  }

  since(projectId: string, after: string, seen: ReadonlySet<string>): LogAnswers['since'] {
    const chunks: Chunk[] = []
    let epoch = 0
    for (const row of this.#selectSince.iterate(projectId, after)) {
      epoch = Math.max(epoch, row['epoch'] as number)
      if (row['kind'] === 'u' && !seen.has(row['id'] as string)) chunks.push(toChunk(projectId, row))
    }
    return { chunks, owners: chunks.length === 0 ? [] : this.#owners(projectId), epoch }
  }

  /** Inserts the snapshot and marks exactly the chunks it was built of; both or neither. */
  cover(snapshot: Chunk, ids: readonly string[], now = Date.now()): void {
    const mark = this.#db.prepare(
      'UPDATE chunks SET covered_by = ?, expires_at = ? WHERE project = ? AND id = ? AND covered_by IS NULL',
    )
    this.#transaction(() => {
      if ((snapshot.e ?? 0) !== this.#epochOf(snapshot.d)) return
      this.#insert(snapshot)
      for (const id of ids) mark.run(snapshot._id, now + GRACE_MS, snapshot.d, id)
    })
  }

  /** Puts `first` in the place of everything, if that is exactly `seen`; the given client ids are nobody's from now on [C14]. */
  beginEpoch(first: Chunk, seen: readonly string[], clients: readonly number[], now = Date.now()): boolean {
    return this.#transaction(() => {
      const there = this.#selectProject.all(first.d, AFTER_ALL).map((row) => row['id'])
      if (there.length !== seen.length || !there.every((id, i) => id === seen[i])) return false
      this.#insert(first)
      this.#db
        .prepare('INSERT INTO epochs VALUES (?, ?) ON CONFLICT (project) DO UPDATE SET epoch = excluded.epoch')
        .run(first.d, first.e ?? 0)
      this.#db
        .prepare(
          'UPDATE chunks SET covered_by = ?, expires_at = ? WHERE project = ? AND id <> ? AND covered_by IS NULL',
        )
        .run(first._id, now + REPLACED_MS, first.d, first._id)
      for (const client of clients) this.#insertOwner.run(first.d, client, null)
      return true
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

  /** Attributions by a condition on their columns, in the order of ids or, with `latest`, only the last one. */
  *attributions(condition: string, values: SQLInputValue[], latest = false): Generator<HistoryRow> {
    const order = latest ? 'ORDER BY id DESC LIMIT 1' : 'ORDER BY id'
    const rows = this.#db.prepare(`SELECT id, at, by, reason, touched FROM attributions WHERE ${condition} ${order}`)
    for (const { id, at, by, reason, touched } of rows.iterate(...values))
      yield { id, at, by, reason, touched: JSON.parse(touched as string) as string[] } as HistoryRow
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

  /** Deletes what there is of a project, in small steps so that appends never wait long. True while more is left. */
  remove(projectId: string): boolean {
    const changes = ['chunks', 'attributions', 'snapshots'].map(
      (table) =>
        this.#db
          .prepare(`DELETE FROM ${table} WHERE rowid IN (SELECT rowid FROM ${table} WHERE project = ? LIMIT 200)`)
          .run(projectId).changes,
    )
    if (changes.some((count) => Number(count) > 0)) return true
    for (const table of ['owners', 'epochs']) this.#db.prepare(`DELETE FROM ${table} WHERE project = ?`).run(projectId)
    return false
  }

  close(): void {
    this.#db.close()
  }

  #createTables(): void {
    // Written each time: a file that can only be read, or a full disk, is to be known at the start and not at the first edit.
    this.#transaction(() => {
      const version = this.#db.prepare('PRAGMA user_version').get()?.['user_version']
      // Attributions of the first layout named only one client of an update; nothing has read them yet.
      if (version === 0) this.#db.exec('DROP TABLE IF EXISTS attributions')
      this.#db.exec(SCHEMA)
      if (this.#db.prepare("SELECT 1 FROM pragma_table_info('chunks') WHERE name = 'epoch'").get() === undefined)
        this.#db.exec('ALTER TABLE chunks ADD COLUMN epoch INTEGER NOT NULL DEFAULT 0')
      if (this.#db.prepare("SELECT 1 FROM pragma_table_info('attributions') WHERE name = 'reason'").get() === undefined)
        this.#db.exec('ALTER TABLE attributions ADD COLUMN reason TEXT')
      this.#db.exec(`PRAGMA user_version = ${LAYOUT}`)
    })
  }

  #owners(projectId: string): LogAnswers['load']['owners'] {
    return this.#selectOwners.all(projectId).map((row) => [row['client'] as number, row['owner'] as string | null])
  }

  #appendOne({ chunk, attribution }: LogEntry): string | null {
    const stored = this.#selectBytes.get(chunk.d, chunk._id)?.['bytes'] as Uint8Array | undefined
    // A repeat after an unknown outcome is success, anything else under this id is a bug.
    if (stored !== undefined) return Buffer.compare(stored, chunk.u) === 0 ? null : 'another chunk has this id'
    if ((chunk.e ?? 0) !== this.#epochOf(chunk.d)) return STALE
    this.#insert(chunk)
    if (attribution !== null) {
      const { by, origin, reason = origin, wrote, touched } = attribution
      this.#insertAttribution.run(
        chunk.d,
        chunk._id,
        Date.now(),
        by,
        JSON.stringify(wrote.map(({ client, from, to }) => [client, from, to])),
        JSON.stringify(touched),
        origin === 'server' ? reason : null,
      )
      for (const { client } of wrote) this.#insertOwner.run(chunk.d, client, origin === 'server' ? null : by)
    }
    return null
  }

  #insert({ d, _id, k, u, e = 0 }: Chunk): void {
    this.#insertChunk.run(d, _id, k, u, e)
  }

  #epochOf(projectId: string): number {
    return (this.#selectEpoch.get(projectId)?.['epoch'] as number | undefined) ?? 0
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
    ...(row['epoch'] === 0 ? {} : { e: row['epoch'] as number }),
  }
}
