import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'

import { parse } from 'csv-parse'

import type { RowsImport } from './rowsMessages.ts'

/** What the table is called in queries. */
export const TABLE = 'rows'
const MAX_COLUMNS = 500

type Cell = string | number | null

/** Makes a database with one table, `rows`, of a CSV or JSON file. Throws with a sentence when the file is neither. */
export async function importRows(database: string, { format, from }: RowsImport): Promise<void> {
  const records = format === 'csv' ? await readCsv(from) : await readJson(from)
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))].slice(0, MAX_COLUMNS)
  if (columns.length === 0) throw new Error('The file has no rows.')
  const db = new DatabaseSync(database)
  try {
    const quoted = columns.map((name) => `"${name.replaceAll('"', '""')}"`)
    const types = columns.map((name) => typeOf(records.map((record) => record[name] ?? null)))
    db.exec(`create table ${TABLE} (${quoted.map((name, i) => `${name} ${types[i] ?? 'text'}`).join(', ')})`)
    const insert = db.prepare(`insert into ${TABLE} values (${columns.map(() => '?').join(', ')})`)
    db.exec('begin')
    for (const record of records)
      insert.run(
        ...columns.map((name, i) => toCell(record[name] ?? null, types[i] === 'real' || types[i] === 'integer')),
      )
    db.exec('commit')
  } finally {
    db.close()
  }
}

type Row = Record<string, Cell>

async function readCsv(path: string): Promise<Row[]> {
  const rows: Row[] = []
  const parser = createReadStream(path).pipe(
    parse({
      bom: true,
      columns: uniqueNames,
      relax_column_count: true,
      skip_empty_lines: true,
      delimiter: [',', ';', '\t'],
    }),
  )
  for await (const row of parser) rows.push(row as Row)
  return rows
}

function uniqueNames(header: readonly string[]): string[] {
  const taken = new Set<string>()
  return header.map((cell, i) => {
    const name = cell.trim() || `column_${i + 1}`
    let free = name
    // SQLite does not tell capital letters from small ones.
    for (let n = 2; taken.has(free.toLowerCase()); n++) free = `${name}_${n}`
    taken.add(free.toLowerCase())
    return free
  })
}

/** A list of objects, or an object of which one key holds such a list; what is nested stays JSON text. */
async function readJson(path: string): Promise<Row[]> {
  const value: unknown = JSON.parse(await readFile(path, 'utf8'))
  const list = Array.isArray(value)
    ? value
    : Object.values(isObject(value) ? value : {}).find((inner) => Array.isArray(inner))
  if (!Array.isArray(list)) throw new Error('The file must be a JSON list of objects.')
  return list.map((item: unknown) => {
    if (!isObject(item)) throw new Error('The file must be a JSON list of objects.')
    return Object.fromEntries(Object.entries(item).map(([key, cell]) => [key, flatten(cell)]))
  })
}

function flatten(value: unknown): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  return typeof value === 'boolean' ? Number(value) : JSON.stringify(value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Numbers only where every value is one, so that “007” stays what it is. */
function typeOf(cells: readonly Cell[]): 'integer' | 'real' | 'text' {
  const given = cells.filter((cell) => cell !== null && cell !== '')
  if (given.length === 0) return 'text'
  if (given.every((cell) => /^-?(0|[1-9]\d{0,14})$/.test(String(cell)))) return 'integer'
  return given.every((cell) => /^-?(0|[1-9]\d{0,14})(\.\d+)?(e[+-]?\d+)?$/i.test(String(cell))) ? 'real' : 'text'
}

function toCell(cell: Cell, numeric: boolean): Cell {
  return cell === '' && numeric ? null : numeric && cell !== null ? Number(cell) : cell
}
