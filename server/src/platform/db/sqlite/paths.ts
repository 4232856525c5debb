import { checkName, checkPath } from '../paths.ts'

/** A dotted path as an SQLite JSON path. */
export function jsonPath(path: string): string {
  return `$${checkPath(path)
    .split('.')
    .map((part) => `."${part}"`)
    .join('')}`
}

/** The value at a path; literal SQL, so that expression indexes match. */
export function extract(path: string): string {
  return path === '_id' ? '_id' : `json_extract(doc,'${jsonPath(path)}')`
}

/** The value at a path as JSON text; NULL where nothing is. */
export function jsonAt(path: string): string {
  return path === '_id' ? 'json_quote(_id)' : `doc -> '${jsonPath(path)}'`
}

/** SQLite's JSON type name at a path; NULL where nothing is. */
export function typeAt(path: string): string {
  return path === '_id' ? `'text'` : `json_type(doc,'${jsonPath(path)}')`
}

/** Milliseconds of a stored Date; NULL for anything else. */
export function dateAt(path: string): string {
  return `json_extract(doc,'${jsonPath(path)}."$date"')`
}

/** The name of the one database that there is. */
export const DATABASE = 'main'

/** The collection of a table's bare name. */
export function collectionOf(table: string): string {
  return table.slice('c_'.length)
}

/** The table of a collection. */
export function tableOf(collection: string): string {
  return `"c_${checkName(collection)}"`
}
