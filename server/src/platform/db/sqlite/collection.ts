import { afterFilter } from '../after.ts'
import {
  type Accumulators,
  type Collection,
  type Document,
  type Filter,
  type FindOptions,
  type GroupOptions,
  type IndexInfo,
  type IndexOptions,
  type Shape,
  type ShownDocuments,
  type Sort,
  type Update,
  type UpdateResult,
  type Value,
  type WithSession,
} from '../port.ts'
import { upsertBase } from './applyUpdate.ts'
import { type Range, rangesOf } from './compileAfter.ts'
import { collectionsIn, compileFilter, pathsIn } from './compileFilter.ts'
import { compileGroup, decodeGroups } from './compileGroup.ts'
import { compileSort } from './compileSort.ts'
import { decodeDocument, decodeDocuments, encodeDocument } from './encode.ts'
import { dropSql, indexSql, listSql, readIndexes } from './indexes.ts'
import type { UpdateAnswer } from './messages.ts'
import { tableOf } from './paths.ts'
import { project } from './project.ts'
import type { Sql, SqlValue } from './sql.ts'
import { Table, type Threads } from './table.ts'
import { wordIndexOf } from './wordIndex.ts'
import { newDocumentId } from './writer.ts'

/** Documents that are looked at in their order before others ways are tried. */
const LOOKED_AT = 2_000

interface Found {
  /** Documents in it. */
  count: number
}

/** Carries out a query for the column `doc`. */
type Read<R extends Found> = (query: Sql) => Promise<R>

interface Ordered<R extends Found> {
  range: Range
  page: FindOptions
  read: Read<R>
}

/** One collection of the port: a table of JSON documents with expression indexes. */
export class SqliteCollection<T extends Document> implements Collection<T> {
  readonly name: string
  readonly #sql: string
  readonly #table: Table

  constructor(name: string, threads: Threads) {
    this.name = name
    this.#sql = tableOf(name)
    this.#table = new Table(name, threads)
  }

  insertOne(document: T, options?: WithSession): Promise<void> {
    return this.insertMany([document], options)
  }

  insertMany(documents: T[], options?: WithSession): Promise<void> {
    const rows = documents.map((document): [string, string] => [document._id, encodeDocument(document)])
    return this.#table.write({ op: 'insert', table: this.#sql, rows }, options)
  }

  async findOne(filter: Filter, options?: FindOptions): Promise<T | null> {
    return (await this.find(filter, { ...options, limit: 1 }))[0] ?? null
  }

  async find(filter: Filter, options: FindOptions = {}): Promise<T[]> {
    const found = await this.#find(filter, options, async ({ sql, params }) => {
      const docs = decodeDocuments<T>(await this.#table.readDocuments(sql, params, options))
      return { count: docs.length, docs }
    })
    return found.flatMap(({ docs }) => docs).map((doc) => project(doc, options.projection))
  }

  async findShown(filter: Filter, options: FindOptions, shape: Shape): Promise<ShownDocuments<T>> {
    const found = await this.#find(filter, options, async (query) => {
      const shown = await this.#table.show(query, shape)
      return { count: shown.rows.length, ...shown }
    })
    const tail = found.flatMap((piece) => piece.tail).slice(-2)
    return { rows: found.flatMap(({ rows }) => rows), tail: tail.map((text) => decodeDocument<T>(text)) }
  }

  /** What is found, in one piece or in several that follow each other. */
  async #find<R extends Found>(filter: Filter, options: FindOptions, read: Read<R>): Promise<R[]> {
    const { sort = {}, after } = options
    if (this.#isOrdered(sort)) return this.#findInOrder(filter, options, read)
    const where = await this.#where(after ? { $and: [filter, afterFilter(sort, after)] } : filter, options)
    return [await read(this.#select(where, options.sort ? compileSort(sort) : '', options))]
  }

  /** An index knows the order: it is followed until the page is full. But what another index finds needs none. */
  async #findInOrder<R extends Found>(filter: Filter, options: FindOptions, read: Read<R>): Promise<R[]> {
    const { sort = {}, after } = options
    const where = await this.#where(filter, options)
    const isFound = pathsIn(filter).some(
      (path) => path === '_id' || path === '$words' || (!(path in sort) && this.#table.isOrdered(path)),
    )
    const found: R[] = []
    let left = options.limit
    for (const range of rangesOf(sort, after)) {
      if (left === 0) break
      const page = left === undefined ? options : { ...options, limit: left }
      const more = isFound
        ? await this.#findThenOrder(where, { range, page, read })
        : await read(this.#select(both(range.part, where), range.order, page))
      found.push(more)
      if (left !== undefined) left -= more.count
    }
    return found
  }

  /** Mostly the page is full among the first documents of the order already, and nothing has to be sorted. */
  async #findThenOrder<R extends Found>(where: Sql, { range, page, read }: Ordered<R>): Promise<R> {
    const { part, order } = range
    const [limit, skip] = [Math.trunc(page.limit ?? -1), Math.trunc(page.skip ?? 0)]
    if (limit > 0 && limit + skip <= LOOKED_AT / 2) {
      const first = `SELECT _id, doc FROM ${this.#sql} WHERE ${part.sql} ORDER BY ${order} LIMIT ${LOOKED_AT}`
      const sql = `SELECT doc FROM (${first}) WHERE ${where.sql} LIMIT ${limit} OFFSET ${skip}`
      const found = await read({ sql, params: [...part.params, ...where.params] })
      if (found.count === limit) return found
    }
    // The sign keeps the ordering index out of it.
    return read(this.#select(both(where, part), `+${order}`, page))
  }

  #select({ sql: where, params }: Sql, order: string, options: FindOptions): Sql {
    const by = order === '' ? '' : ` ORDER BY ${order}`
    const page = ` LIMIT ${Math.trunc(options.limit ?? -1)} OFFSET ${Math.trunc(options.skip ?? 0)}`
    return { sql: `SELECT doc FROM ${this.#sql} WHERE ${where}${by}${page}`, params }
  }

  async #where(filter: Filter, options: WithSession): Promise<Sql> {
    await this.#table.ensureOthers(collectionsIn(filter), options)
    const index = this.#table.words()
    const where = compileFilter(filter, index)
    if (index && !options.session && where.sql.includes(`"v_${index.name}"`)) await this.#table.settleWords(index)
    return where
  }

  #isOrdered(sort: Sort): boolean {
    const [first, second, ...more] = Object.entries(sort)
    if (!first || more.length > 0 || !this.#table.isOrdered(first[0])) return false
    return second === undefined || (second[0] === '_id' && second[1] === first[1])
  }

  async countDocuments(filter: Filter, options: WithSession & { limit?: number } = {}): Promise<number> {
    const where = await this.#where(filter, options)
    const limited = options.limit === undefined ? '' : ` LIMIT ${Math.trunc(options.limit)}`
    const sql = `SELECT count(*) AS n FROM (SELECT 1 FROM ${this.#sql} WHERE ${where.sql}${limited})`
    return (await this.#table.read<{ n: number }>(sql, where.params, options))[0]?.n ?? 0
  }

  async updateOne(
    filter: Filter,
    update: Update,
    options: WithSession & { upsert?: boolean } = {},
  ): Promise<UpdateResult> {
    return toResult(await this.#change(filter, update, options))
  }

  async updateMany(filter: Filter, update: Update, options: WithSession = {}): Promise<UpdateResult> {
    return toResult(await this.#change(filter, update, { ...options, many: true }))
  }

  async findOneAndUpdate(
    filter: Filter,
    update: Update,
    options: WithSession & { upsert?: boolean } = {},
  ): Promise<T | null> {
    const { doc } = await this.#change(filter, update, options)
    return doc === null ? null : decodeDocument<T>(doc)
  }

  async replaceOne(filter: Filter, document: T, options: WithSession = {}): Promise<UpdateResult> {
    const where = compileFilter(filter)
    const row: [string, string] = [document._id, encodeDocument(document)]
    const count = await this.#table.write<number>(
      { op: 'replace', table: this.#sql, where: where.sql, params: where.params, row },
      options,
    )
    return { matchedCount: count, modifiedCount: count, upsertedId: null }
  }

  deleteOne(filter: Filter, options: WithSession = {}): Promise<number> {
    const { sql, params } = compileFilter(filter)
    return this.#delete(`rowid IN (SELECT rowid FROM ${this.#sql} WHERE ${sql} LIMIT 1)`, params, options)
  }

  deleteMany(filter: Filter, options: WithSession = {}): Promise<number> {
    const { sql, params } = compileFilter(filter)
    return this.#delete(sql, params, options)
  }

  async group(
    filter: Filter,
    groupBy: string[],
    accumulators: Accumulators,
    options: GroupOptions = {},
  ): Promise<Record<string, Value>[]> {
    const where = await this.#where(filter, {})
    const sql = compileGroup(this.#sql, where.sql, groupBy, accumulators, options)
    return decodeGroups(await this.#table.read<Record<string, unknown>>(sql, where.params), groupBy, accumulators)
  }

  async createIndex(paths: Sort, options: IndexOptions = {}): Promise<void> {
    await this.#table.makeIndex(indexSql(this.name, paths, options), Object.keys(paths))
    const [path] = Object.keys(paths)
    if (options.sorted === true && path !== undefined) this.#table.noteOrder(path, true)
    if (options.expireAfterSeconds !== undefined && path !== undefined)
      this.#table.expire(path, options.expireAfterSeconds)
  }

  indexWords(paths: string[]): Promise<void> {
    return this.#table.indexWords(wordIndexOf(this.name, paths))
  }

  async listIndexes(): Promise<IndexInfo[]> {
    const { sql, params } = listSql(this.name)
    const indexes = readIndexes(await this.#table.read<{ name: string; sql: string }>(sql, params))
    for (const { paths, sorted } of indexes) if (sorted) this.#table.noteOrder(Object.keys(paths)[0] ?? '', true)
    return indexes
  }

  async dropIndex(name: string): Promise<void> {
    const all = await this.listIndexes()
    const found = all.find((one) => one.name === name)
    if (!found) return
    const others = all.filter((one) => one !== found)
    if (found.sorted) this.#table.noteOrder(Object.keys(found.paths)[0] ?? '', false)
    for (const sql of dropSql(this.name, found, others)) await this.#table.write({ op: 'exec', sql })
  }

  drop(): Promise<void> {
    return this.#table.drop()
  }

  #change(
    filter: Filter,
    update: Update,
    options: WithSession & { upsert?: boolean; many?: boolean },
  ): Promise<UpdateAnswer> {
    const where = compileFilter(filter)
    const base = options.upsert === true ? { _id: newDocumentId(), ...upsertBase(filter) } : null
    return this.#table.write<UpdateAnswer>(
      {
        op: 'update',
        table: this.#sql,
        where: where.sql,
        params: where.params,
        update,
        many: options.many === true,
        upsert: base ? encodeDocument(base) : null,
      },
      options,
    )
  }

  #delete(where: string, params: SqlValue[], options: WithSession): Promise<number> {
    return this.#table.write<number>({ op: 'run', sql: `DELETE FROM ${this.#sql} WHERE ${where}`, params }, options)
  }
}

function both(one: Sql, other: Sql): Sql {
  return { sql: `${one.sql} AND ${other.sql}`, params: [...one.params, ...other.params] }
}

function toResult(answer: UpdateAnswer): UpdateResult {
  return { matchedCount: answer.matched, modifiedCount: answer.modified, upsertedId: answer.upsertedId }
}
