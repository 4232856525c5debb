const PATH = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$/
const NAME = /^[A-Za-z0-9_-]{1,120}$/
const DATABASE = /^[A-Za-z0-9_-]{1,63}$/

/** The path itself. Our own code makes paths; a wrong one is a bug, never a request's fault. Throws RangeError. */
export function checkPath(path: string): string {
  if (!PATH.test(path)) throw new RangeError(`Not a document path: ${JSON.stringify(path)}`)
  return path
}

/** The name of a collection itself; it becomes the name of a table. Throws RangeError. */
export function checkName(collection: string): string {
  if (!NAME.test(collection)) throw new RangeError(`Not a collection name: ${JSON.stringify(collection)}`)
  return collection
}

/** How names of collections begin, or nothing. Throws RangeError. */
export function checkPrefix(prefix: string): string {
  return prefix === '' ? prefix : checkName(prefix)
}

/** Whether a database of the store can have this name; those of MongoDB itself are none. */
export function isDatabaseName(name: string): boolean {
  return DATABASE.test(name) && !['admin', 'config', 'local'].includes(name)
}
