import { createHash } from 'node:crypto'

import type { IndexInfo, IndexOptions, Sort } from '../port.ts'
import { compileSort } from './compileSort.ts'
import { dateAt, extract, tableOf, typeAt } from './paths.ts'

/** SQL that makes an index of a collection; every statement is one of its parts. */
export function indexSql(collection: string, paths: Sort, options: IndexOptions): string[] {
  const table = tableOf(collection)
  const keys = Object.keys(paths)
  const name = `${collection}_${hashOf([collection, paths, options])}`
  const part = options.sparse === true ? ` WHERE ${keys.map((key) => `${extract(key)} IS NOT NULL`).join(' AND ')}` : ''
  const columns = (wrap: (path: string) => string): string =>
    keys.map((key) => `${wrap(key)} ${paths[key] === -1 ? 'DESC' : 'ASC'}`).join(', ')
  if (options.expireAfterSeconds !== undefined)
    return [`CREATE INDEX IF NOT EXISTS "i_${name}" ON ${table} (${columns(dateAt)})`]
  const statements: string[] = []
  if (options.unique === true) {
    // SQLite lets any number of NULLs into a unique index; MongoDB only one, unless the index is sparse.
    const wrap = (path: string): string =>
      options.sparse === true ? extract(path) : `ifnull(${extract(path)}, char(0))`
    // First: when documents contradict it, nothing else is made.
    statements.push(`CREATE UNIQUE INDEX IF NOT EXISTS "u_${name}" ON ${table} (${columns(wrap)})${part}`)
  }
  statements.push(`CREATE INDEX IF NOT EXISTS "i_${name}" ON ${table} (${columns(extract)})${part}`)
  // What documents are ordered by is not what they are found by: another expression, and all of them take part.
  if (options.sorted === true)
    statements.push(`CREATE INDEX IF NOT EXISTS "s_${name}" ON ${table} (${compileSort(paths)})`)
  // Equality also looks into arrays; this tiny partial index keeps that half of the OR from scanning the table.
  for (const key of keys) {
    if (key === '_id') continue
    statements.push(
      `CREATE INDEX IF NOT EXISTS "${arrayIndex(collection, key)}" ON ${table} (_id) WHERE ${typeAt(key)} = 'array'`,
    )
  }
  return statements
}

/** SQL that answers the indexes of a collection for `readIndexes`. */
export function listSql(collection: string): { sql: string; params: string[] } {
  return {
    sql: `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL ORDER BY rowid`,
    params: [tableOf(collection).slice(1, -1)],
  }
}

/** What those rows say. An index is known by its text alone, so it is understood whoever made it, and after a restart. */
export function readIndexes(rows: readonly { name: string; sql: string }[]): IndexInfo[] {
  const names = new Set(rows.map(({ name }) => name))
  return rows.flatMap(({ name, sql }) => {
    if (!name.startsWith('i_')) return []
    return [
      {
        name,
        paths: pathsOf(sql),
        unique: names.has(uniquePart(name)),
        sparse: sql.includes(' WHERE '),
        sorted: names.has(sortedPart(name)),
      },
    ]
  })
}

/** SQL that takes an index away. `others`: the collection's other ones, whose parts must stay. */
export function dropSql(collection: string, index: IndexInfo, others: readonly IndexInfo[]): string[] {
  const kept = new Set(others.flatMap(({ paths }) => Object.keys(paths)))
  const arrays = Object.keys(index.paths).filter((path) => !kept.has(path))
  return [
    index.name,
    uniquePart(index.name),
    sortedPart(index.name),
    ...arrays.map((path) => arrayIndex(collection, path)),
  ].map((name) => `DROP INDEX IF EXISTS "${name}"`)
}

/** Paths of an index in its own text, in order. */
export function pathsOf(sql: string): Sort {
  const [columns = ''] = sql.slice(sql.indexOf('(')).split(' WHERE ')
  const terms = columns.matchAll(/(?:json_extract\(doc,'\$((?:\."[^"]+")+)'\)|\b_id\b).*?\b(ASC|DESC)\b/g)
  return Object.fromEntries(
    [...terms].map(([, path, direction]): [string, 1 | -1] => [
      path === undefined ? '_id' : path.replaceAll('"', '').replace('.$date', '').slice(1),
      direction === 'DESC' ? -1 : 1,
    ]),
  )
}

function uniquePart(name: string): string {
  return `u_${name.slice(2)}`
}

function sortedPart(name: string): string {
  return `s_${name.slice(2)}`
}

function arrayIndex(collection: string, path: string): string {
  return `a_${collection}_${path}`
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 12)
}
