import { createHash } from 'node:crypto'

import type { CreateIndexesOptions, IndexDescriptionInfo } from 'mongodb'

import { checkPath } from '../paths.ts'
import type { IndexInfo, IndexOptions, Sort } from '../port.ts'

export interface MongoIndex {
  keys: Sort
  options: CreateIndexesOptions & { name: string }
}

/** Everything but null: a missing value has no type either. */
const SOME_VALUE = { $type: ['double', 'int', 'long', 'string', 'object', 'array', 'bool', 'date'] }

/**
 * The indexes of MongoDB that are one of the port. `_id` is appended to those for finding, so that a sorted list needs no sorting;
 * a sparse unique one is a partial index that no query can use, so it gets a sibling for finding.
 */
export function toMongoIndexes(paths: Sort, { unique, sparse, expireAfterSeconds }: IndexOptions): MongoIndex[] {
  const keys = Object.keys(paths)
  for (const key of keys) checkPath(key)
  const hash = createHash('sha256')
    .update(JSON.stringify([paths, unique === true, sparse === true]))
    .digest('hex')
    .slice(0, 12)
  if (expireAfterSeconds !== undefined) return [{ keys: paths, options: { name: `t_${hash}`, expireAfterSeconds } }]
  const partial =
    sparse === true ? { partialFilterExpression: { $and: keys.map((key) => ({ [key]: SOME_VALUE })) } } : {}
  const finding = '_id' in paths ? paths : { ...paths, _id: Object.values(paths).at(-1) ?? 1 }
  if (unique !== true) return [{ keys: finding, options: { name: `i_${hash}`, ...partial } }]
  const refusing = { keys: paths, options: { name: `u_${hash}`, unique, ...partial } }
  // The refusing one first: when documents contradict it, nothing else is made.
  return sparse === true ? [refusing, { keys: finding, options: { name: `i_${hash}` } }] : [refusing]
}

/** What MongoDB's list of indexes says in the port's words. */
export function readIndexes(found: readonly IndexDescriptionInfo[]): IndexInfo[] {
  const own = found.flatMap(({ name = '', ...rest }) => (/^[itu]_/.test(name) ? [{ name, ...rest }] : []))
  const refusing = new Set(own.filter(({ unique }) => unique === true).map(({ name }) => name.slice(2)))
  return own
    .filter(({ name, unique }) => unique === true || !refusing.has(name.slice(2)))
    .map(({ name, key, unique, partialFilterExpression }) => ({
      name,
      paths: pathsOf(name, Object.entries(key)),
      unique: unique === true,
      sparse: partialFilterExpression !== undefined,
      // Each of them does, since `_id` is appended.
      sorted: true,
    }))
}

function pathsOf(name: string, keys: [path: string, direction: unknown][]): Sort {
  const appended = name.startsWith('i_') && keys.length > 1 && keys.at(-1)?.[0] === '_id'
  const own = appended ? keys.slice(0, -1) : keys
  return Object.fromEntries(own.map(([path, direction]): [string, 1 | -1] => [path, direction === -1 ? -1 : 1]))
}

/** Names of MongoDB's indexes that are the port's one of this name. */
export function partsOf(name: string): string[] {
  return name.startsWith('u_') ? [name, `i_${name.slice(2)}`] : [name]
}
