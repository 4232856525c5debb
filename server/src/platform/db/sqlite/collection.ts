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
    const { sort = {}, after } = options
    const docs = this.#isOrdered(sort)
      ? await this.#findInOrder(filter, options)
      : await this.#read(
          await this.#where(after ? { $and: [filter, afterFilter(sort, after)] } : filter, options),
          options.sort ? compileSort(sort) : '',
          options,
        )
    return docs.map((doc) => project(doc, options.projection))
  }

  /** An index knows the order: it is followed until the page is full. But what another index finds needs none. */
  async #findInOrder(filter: Filter, options: FindOptions): Promise<T[]> {
    const { sort = {}, after } = options
    const where = await this.#where(filter, options)
    const isFound = pathsIn(filter).some(
      (path) => path === '_id' || path === '$words' || (!(path in sort) && this.#table.isOrdered(path)),
    )
    const docs: T[] = []
    for (const range of rangesOf(sort, after)) {
      if (docs.length === options.limit) break
      const limit = options.limit === undefined ? {} : { limit: options.limit - docs.length }
      const page = { ...options, ...limit }
      const more = isFound
        ? await this.#findThenOrder(where, range, page)
        : await this.#read(both(range.part, where), range.order, page)
      docs.push(...more)
    }
    return docs
  }

  /** Mostly the page is full among the first documents of the order already, and nothing has to be sorted. */
  async #findThenOrder(where: Sql, { part, order }: Range, options: FindOptions): Promise<T[]> {
    const [limit, skip] = [Math.trunc(options.limit ?? -1), Math.trunc(options.skip ?? 0)]
    if (limit > 0 && limit + skip <= LOOKED_AT / 2) {
      const first = `SELECT _id, doc FROM ${this.#sql} WHERE ${part.sql} ORDER BY ${order} LIMIT ${LOOKED_AT}`
      const sql = `SELECT doc FROM (${first}) WHERE ${where.sql} LIMIT ${limit} OFFSET ${skip}`
      const docs = await this.#readDocuments(sql, [...part.params, ...where.params], options)
      if (docs.length === limit) return docs
    }
    // The sign keeps the ordering index out of it.
    return this.#read(both(where, part), `+${order}`, options)
  }

  #read({ sql: where, params }: Sql, order: string, options: FindOptions): Promise<T[]> {
    const by = order === '' ? '' : ` ORDER BY ${order}`
    const page = ` LIMIT ${Math.trunc(options.limit ?? -1)} OFFSET ${Math.trunc(options.skip ?? 0)}`
    const sql = `SELECT doc FROM ${this.#sql} WHERE ${where}${by}${page}`
    return this.#readDocuments(sql, params, options)
  }

  async #readDocuments(sql: string, params: SqlValue[], options: FindOptions): Promise<T[]> {
    return decodeDocuments<T>(await this.#table.readDocuments(sql, params, options))
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
