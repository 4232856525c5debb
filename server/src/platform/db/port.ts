import type { Json } from '@axiom/shared/json'

/**
 * The store port: the subset of the MongoDB driver's interface that Axiom needs, so that the official driver fits behind it
 * almost as it is. Two adapters, one contract suite (`contract.ts`).
 *
 * Documents are JSON plus `Date` (TTL indexes need real dates), with a string `_id`. Semantics are MongoDB's: `{a: 1}` also
 * matches an array that contains 1, `{a: null}` also matches a missing field, comparison operators match only values of the
 * same type, a dotted path reaches into objects. What a path means across an array, the order of arrays and objects, and a unique
 * index on them are not part of the port: the stores differ there. Filters come from our own code only, already typed: user input
 * becomes a filter in `records/query`, never by passing an object through.
 */
export type Value = Json | Date | Value[] | { [key: string]: Value }

export interface Document {
  _id: string
}

export interface Condition {
  $eq?: Value
  $ne?: Value
  $gt?: Value
  $gte?: Value
  $lt?: Value
  $lte?: Value
  $in?: Value[]
  $nin?: Value[]
  $exists?: boolean
  /** Literal, case-insensitive containment or prefix of a string; adapters make it a (safe) expression of their own. */
  $contains?: string
  $startsWith?: string
  /** The value is (or an array there contains) the `_id` of a document of another collection that matches a filter. */
  $refersTo?: Reference
  /** What the value at another path of the same document would match in the operand's place. */
  $compare?: Comparison
}

/**
 * Takes the value at `with` as the operand. Where that is no single value (a text, a number, a truth or a Date) nothing matches, with
 * `$ne` neither.
 */
export interface Comparison {
  operator: '$eq' | '$ne' | '$gt' | '$gte' | '$lt' | '$lte'
  with: string
}

/** Documents of another collection, as part of a filter. */
export interface Reference {
  /** The database that it is in; none: the one of the collection that is asked. */
  database?: string
  collection: string
  filter: Filter
}

export interface Filter {
  $and?: Filter[]
  $or?: Filter[]
  $nor?: Filter[]
  $words?: Words
  [path: string]: Value | Condition | Filter[] | undefined
}

/**
 * Each word of `text` begins a word of some text at one of the paths; without case. A word is letters and digits in a row. Where there
 * is no word nothing is found.
 */
export type Words = { text: string; paths: string[] }

/** Documents that one `$refersTo` may find where the store has to look them up first; more are refused as `invalid_filter`. */
export const MOST_REFERRED = 100_000

/** Throws RangeError where it does not fit the document: `$inc` needs a number or nothing, `$push` and `$pull` an array or nothing. */
export interface Update {
  $set?: { [path: string]: Value | undefined }
  $setOnInsert?: { [path: string]: Value }
  $unset?: { [path: string]: true }
  $inc?: { [path: string]: number }
  $push?: { [path: string]: Value }
  $pull?: { [path: string]: Value }
}

/**
 * 1 ascending, -1 descending; the order of keys matters. Missing and null sort first, then numbers, strings, objects, arrays,
 * booleans, dates (BSON order). What is equal is ordered by `_id`, in the direction of the last key.
 */
export type Sort = { [path: string]: 1 | -1 }

/** A transaction under way; made by `Db.withTransaction`, passed to each call that belongs to it. */
export interface Session {
  readonly id: number
}

export interface WithSession {
  session?: Session
}

export interface FindOptions extends WithSession {
  sort?: Sort
  skip?: number
  limit?: number
  /** Only what comes after a document with these values at the paths of `sort`, of which `_id` is the last. Not together with `skip`. */
  after?: readonly (string | number | boolean | null)[]
  /** Inclusion (1) or exclusion (0) of paths, as in MongoDB; `_id` comes along unless excluded. */
  projection?: { [path: string]: 0 | 1 }
}

/**
 * How documents are written as JSON. `module` exports `show: Show`; it is loaded where documents are read, which may be in threads of their
 * own, and `plan` is copied there: both should be small. What is asked with the same object again is not sent again.
 */
export interface Shape {
  module: URL
  plan: unknown
}

export type Show<T extends Document, P> = (document: T, plan: P) => Json

export interface ShownDocuments<T extends Document> {
  /** JSON of each. */
  rows: string[]
  /** The last two as they are. */
  tail: T[]
}

export interface IndexOptions {
  unique?: boolean
  /** Documents are removed once the Date in the (single) indexed path is this many seconds ago. */
  expireAfterSeconds?: number
  /** Only documents for which all these paths exist and are not null take part (needed for optional unique fields). */
  sparse?: boolean
  /** One path, by which whole collections are ordered: the first documents of that order are found without sorting all. */
  sorted?: boolean
}

/** An index as `listIndexes` tells it; the one on `_id` is not told. */
export interface IndexInfo {
  name: string
  paths: Sort
  unique: boolean
  sparse: boolean
  /** It also serves for ordering. */
  sorted: boolean
}

export interface UpdateResult {
  matchedCount: number
  /** Documents that an update changed; a replacement always counts. */
  modifiedCount: number
  upsertedId: string | null
}

export interface Accumulators {
  [name: string]:
    | { $sum: 1 | string }
    | { $avg: string }
    | { $min: string }
    | { $max: string }
    | { $countDistinct: string }
}

export interface GroupOptions {
  limit?: number
  /** Only groups of at least so many documents. */
  atLeast?: number
}

export interface Collection<T extends Document> {
  readonly name: string
  /** Throws `DuplicateKey` when a unique index (or `_id`) is violated; `insertMany` inserts all or nothing. */
  insertOne(document: T, options?: WithSession): Promise<void>
  insertMany(documents: T[], options?: WithSession): Promise<void>
  findOne(filter: Filter, options?: FindOptions): Promise<T | null>
  find(filter: Filter, options?: FindOptions): Promise<T[]>
  /** The same documents as text, for lists that are only passed on: where the store has threads, they do the work. */
  findShown(
    filter: Filter,
    options: Omit<FindOptions, 'projection' | 'session'>,
    shape: Shape,
  ): Promise<ShownDocuments<T>>
  countDocuments(filter: Filter, options?: WithSession & { limit?: number }): Promise<number>
  updateOne(filter: Filter, update: Update, options?: WithSession & { upsert?: boolean }): Promise<UpdateResult>
  /** Each document by itself: outside a transaction an error may leave some of them updated. */
  updateMany(filter: Filter, update: Update, options?: WithSession): Promise<UpdateResult>
  /** The document after the update, or null when nothing matched. */
  findOneAndUpdate(filter: Filter, update: Update, options?: WithSession & { upsert?: boolean }): Promise<T | null>
  replaceOne(filter: Filter, document: T, options?: WithSession): Promise<UpdateResult>
  deleteOne(filter: Filter, options?: WithSession): Promise<number>
  deleteMany(filter: Filter, options?: WithSession): Promise<number>
  /** `groupBy` paths → one row per combination: `{_id: {path: value}, …accumulators}`. */
  group(
    filter: Filter,
    groupBy: string[],
    accumulators: Accumulators,
    options?: GroupOptions,
  ): Promise<Record<string, Value>[]>
  /** Making one that exists already does nothing. Throws `DuplicateKey` when documents contradict a unique one; then nothing is made. */
  createIndex(paths: Sort, options?: IndexOptions): Promise<void>
  /**
   * Makes `$words` over these paths fast, as far as the store can; resolves when it is. Others are served meanwhile. Another one over the
   * same collection goes.
   */
  indexWords(paths: string[]): Promise<void>
  listIndexes(): Promise<IndexInfo[]>
  /** Takes the index of that name (of `listIndexes`) away; nothing happens when there is none. */
  dropIndex(name: string): Promise<void>
  /** Takes the collection away with its indexes; nothing happens when there is none. Never inside a transaction. */
  drop(): Promise<void>
}

export interface TransactionOrder {
  /**
   * Transactions that name a text in common never overlap, in whatever process they run. Needed where what is written rests on having
   * read that something is not there, or on more than the documents that are written: others see only conflicting writes.
   */
  serial?: string | readonly string[]
}

/** Collections that lie together. */
export interface Database {
  readonly name: string
  collection<T extends Document>(name: string): Collection<T>
  /** Names of those that begin like this, in order; with '' of all. */
  listCollections(prefix: string): Promise<string[]>
}

/** The store, and of its databases the one that everything is in unless another is named. */
export interface Db extends Database {
  /**
   * Another database of the same deployment, made by the first write; under its own name the store itself. Transactions span all of
   * them. Throws RangeError for a name that no database can have, and on a store that has only one.
   */
  database(name: string): Database
  /**
   * Runs `work` in one transaction: all of it or nothing. It is repeated after a conflict with another one, so `work` may run several
   * times. The first error of a call inside ends it. Ten seconds are the limit.
   */
  withTransaction<R>(work: (session: Session) => Promise<R>, order?: TransactionOrder): Promise<R>
  /** Resolves when the store answers; rejects with what is wrong. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** A unique index refused a write. `paths` = the index' paths. */
export class DuplicateKey extends Error {
  override readonly name = 'DuplicateKey'
  readonly collection: string
  readonly paths: string[]

  constructor(collection: string, paths: string[]) {
    super(`A document with the same ${paths.join(', ')} exists in ${collection}`)
    this.collection = collection
    this.paths = paths
  }
}
