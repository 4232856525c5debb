const PATH = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/
const NAME = /^[A-Za-z0-9_]{1,120}$/

/** A dotted path as an SQLite JSON path. Our own code makes paths; a wrong one is a bug, never a request's fault. */
export function jsonPath(path: string): string {
  if (!PATH.test(path)) throw new RangeError(`Not a document path: ${JSON.stringify(path)}`)
  return `$${path
    .split('.')
    .map((part) => `."${part}"`)
    .join('')}`
}

/** The value at a path; literal SQL, so that expression indexes match. */
export function extract(path: string): string {
  return path === '_id' ? '_id' : `json_extract(doc,'${jsonPath(path)}')`
}

/** SQLite's JSON type name at a path; NULL where nothing is. */
export function typeAt(path: string): string {
  return path === '_id' ? `'text'` : `json_type(doc,'${jsonPath(path)}')`
}

/** Milliseconds of a stored Date; NULL for anything else. */
export function dateAt(path: string): string {
  return `json_extract(doc,'${jsonPath(path)}."$date"')`
}

/** The table of a collection. */
export function tableOf(collection: string): string {
  if (!NAME.test(collection)) throw new RangeError(`Not a collection name: ${JSON.stringify(collection)}`)
  return `"c_${collection}"`
}
