import { createHash } from 'node:crypto'

import type { Words } from '../port.ts'
import { wordsOf } from '../words.ts'
import { extract, tableOf, typeAt } from './paths.ts'
import type { Sql } from './sql.ts'

/** Documents that are read into an index at a time: others get their turn between. */
export const FILLED_AT_ONCE = 2_000

/** Changed documents that may wait: until then each search looks at them. */
export const MAY_WAIT = 1_000

/**
 * An index of words in texts of a collection: a full-text table without contents of its own (`v_`), and a table of numbers for ids (`w_`),
 * since row numbers of documents may change when the file is compacted. Number 0 says that all documents are in it. Triggers only note
 * which documents changed (`q_`): put into the full-text table one by one, each would cost ten times as much as the write itself. They
 * are put there in hundreds by a search that finds many of them.
 */
export interface WordIndex {
  /** In the order of its columns. */
  paths: readonly string[]
  name: string
  table: string
}

export function wordIndexOf(collection: string, asked: readonly string[]): WordIndex {
  const paths = [...new Set(asked)].sort()
  const hash = createHash('sha256').update(JSON.stringify(paths)).digest('hex').slice(0, 12)
  return { paths, name: `${collection}_${hash}`, table: tableOf(collection) }
}

/** Statements that make it, without what is there already. */
export function makeSql({ paths, name, table }: WordIndex): string {
  const isOther = paths.map((path) => `${textOf(path, 'old.')} IS NOT ${textOf(path, 'new.')}`).join(' OR ')
  const note = (id: string): string => `BEGIN INSERT OR IGNORE INTO "q_${name}" (id) VALUES (${id}); END;`
  return `
  CREATE TABLE IF NOT EXISTS "w_${name}" (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE IF NOT EXISTS "q_${name}" (id TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  CREATE VIRTUAL TABLE IF NOT EXISTS "v_${name}" USING fts5(
    ${columnsOf(paths)}, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0', prefix='2 3');
  CREATE TRIGGER IF NOT EXISTS "wi_${name}" AFTER INSERT ON ${table} ${note('new._id')}
  CREATE TRIGGER IF NOT EXISTS "wu_${name}" AFTER UPDATE OF doc ON ${table} WHEN ${isOther} ${note('new._id')}
  CREATE TRIGGER IF NOT EXISTS "wd_${name}" AFTER DELETE ON ${table} ${note('old._id')}`
}

/** The last of so many changed documents; null where there are fewer than may wait. */
export function waitingSql({ name }: WordIndex): string {
  const some = `SELECT id FROM "q_${name}" ORDER BY id LIMIT ${FILLED_AT_ONCE}`
  return `SELECT CASE WHEN count(*) >= ${MAY_WAIT} THEN max(id) END AS last FROM (${some})`
}

/** Puts changed documents into it; in one transaction, each with the parameter [last]. */
export function settleSql({ paths, name, table }: WordIndex): string[] {
  const [w, v, q] = [`"w_${name}"`, `"v_${name}"`, `"q_${name}"`]
  const gone = `SELECT q.id FROM ${q} AS q WHERE q.id <= ? AND NOT EXISTS (SELECT 1 FROM ${table} AS t WHERE t._id = q.id)`
  return [
    `INSERT OR IGNORE INTO ${w} (id) SELECT t._id FROM ${q} AS q JOIN ${table} AS t ON t._id = q.id WHERE q.id <= ?`,
    `INSERT OR REPLACE INTO ${v} (rowid, ${columnsOf(paths)})
      SELECT w.n, ${paths.map((path) => textOf(path, 't.')).join(', ')}
      FROM ${q} AS q JOIN ${table} AS t ON t._id = q.id JOIN ${w} AS w ON w.id = q.id WHERE q.id <= ?`,
    `DELETE FROM ${v} WHERE rowid IN (SELECT n FROM ${w} WHERE id IN (${gone}))`,
    `DELETE FROM ${w} WHERE id IN (${gone})`,
    `DELETE FROM ${q} WHERE id <= ?`,
  ]
}

/** The next documents behind an id; both with the parameters [after, last]. */
export function fillSql({ paths, name, table }: WordIndex): [numbers: string, texts: string] {
  const behind = 't._id > ? AND t._id <= ?'
  return [
    `INSERT OR IGNORE INTO "w_${name}" (id) SELECT t._id FROM ${table} AS t WHERE ${behind}`,
    `INSERT OR REPLACE INTO "v_${name}" (rowid, ${columnsOf(paths)})
      SELECT w.n, ${paths.map((path) => textOf(path, 't.')).join(', ')}
      FROM ${table} AS t JOIN "w_${name}" AS w ON w.id = t._id WHERE ${behind}`,
  ]
}

/** The last id of the next documents behind one; null when there are none. */
export function nextSql({ table }: WordIndex): string {
  return `SELECT max(_id) AS last FROM (SELECT _id FROM ${table} WHERE _id > ? ORDER BY _id LIMIT ${FILLED_AT_ONCE})`
}

export function dropSql(name: string): string {
  const triggers = ['wi', 'wu', 'wd'].map((kind) => `DROP TRIGGER IF EXISTS "${kind}_${name}";`).join(' ')
  return `${triggers} DROP TABLE IF EXISTS "v_${name}"; DROP TABLE IF EXISTS "q_${name}"; DROP TABLE IF EXISTS "w_${name}";`
}

/** Names of all word indexes of a collection, whatever their paths; with the parameter [table]. */
export const NAMES_SQL = `SELECT substr(name, 4) AS name FROM sqlite_master
  WHERE type = 'trigger' AND tbl_name = ? AND substr(name, 1, 3) = 'wi_'`

/** Each word begins a word at one of the paths, by the index where it has all of them, else by looking at every document. */
export function findWords({ text, paths }: Words, index: WordIndex | null): Sql {
  const words = wordsOf(text)
  if (words.length === 0 || paths.length === 0) return { sql: '0', params: [] }
  const columns = index ? paths.map((path) => index.paths.indexOf(path)) : [-1]
  const look = `axiom_words(json_array(${paths.map((path) => textOf(path, '')).join(', ')}), ?)`
  if (!index || columns.includes(-1)) return { sql: look, params: [words.join(' ')] }
  const asked = `{${columns.map((i) => `c${i}`).join(' ')}} : (${words.map((word) => `"${word}" *`).join(' AND ')})`
  const numbers = `SELECT rowid FROM "v_${index.name}" WHERE "v_${index.name}" MATCH ?`
  const found = `_id IN (SELECT id FROM "w_${index.name}" WHERE n IN (${numbers}))`
  const changed = `(SELECT id FROM "q_${index.name}")`
  const sql = `((${found} AND _id NOT IN ${changed}) OR (_id IN ${changed} AND ${look}))`
  return { sql, params: [asked, words.join(' ')] }
}

function columnsOf(paths: readonly string[]): string {
  return paths.map((_, i) => `c${i}`).join(', ')
}

/** The text at a path; NULL for anything else. `of`: the alias of the row, with its dot. */
function textOf(path: string, of: string): string {
  const at = (sql: string): string => sql.replace('(doc,', `(${of}doc,`)
  return `CASE WHEN ${at(typeAt(path))} = 'text' THEN ${at(extract(path))} END`
}
