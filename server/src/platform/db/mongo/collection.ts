import { newId } from '@axiom/shared/ids'
import type { ClientSession, Collection as DriverCollection, Document as DriverDocument } from 'mongodb'

import { afterFilter } from '../after.ts'
import {
  type Accumulators,
  type Collection,
  type Document,
  DuplicateKey,
  type Filter,
  type FindOptions,
  type GroupOptions,
  type IndexInfo,
  type IndexOptions,
  type Reference,
  type Session,
  type Shape,
  type Show,
  type ShownDocuments,
  type Sort,
  type Update,
  type UpdateResult,
  type Value,
  type WithSession,
} from '../port.ts'
import { compileFilter, type MongoFilter } from './compileFilter.ts'
import { compileGroup, decodeGroups } from './compileGroup.ts'
import { compileUpdate } from './compileUpdate.ts'
import { decodeValue, encodeValue } from './encode.ts'
import { indexOf, isDuplicateKey, isNoNamespace, isOtherOptions, toPortError } from './errors.ts'
import { partsOf, readIndexes, toMongoIndexes } from './indexes.ts'
import { lookUpReferences } from './references.ts'
import { MongoSession } from './session.ts'

export type Stored = DriverDocument & { _id: string }

type InSession = { session?: ClientSession }

/** What a collection needs of the store that it is in. */
export interface Around {
  transact: <R>(work: (session: Session) => Promise<R>) => Promise<R>
  referred: (to: Pick<Reference, 'database' | 'collection'>) => Collection<Document>
}

/** One collection of the port on the driver's. */
export class MongoCollection<T extends Document> implements Collection<T> {
  readonly name: string
  readonly #stored: DriverCollection<Stored>
  readonly #around: Around

  constructor(stored: DriverCollection<Stored>, around: Around) {
    this.name = stored.collectionName
    this.#stored = stored
    this.#around = around
  }

  async insertOne(document: T, options: WithSession = {}): Promise<void> {
    await this.#run(options, (inSession) => this.#stored.insertOne(encodeValue(document) as Stored, inSession))
  }

  async insertMany(documents: T[], options: WithSession = {}): Promise<void> {
    const [first] = documents
    if (first === undefined) return
    if (documents.length === 1) return this.insertOne(first, options)
    if (!options.session) return this.#around.transact((session) => this.insertMany(documents, { session }))
    await this.#run(options, (inSession) => this.#stored.insertMany(documents.map(encodeValue) as Stored[], inSession))
  }

  async findOne(filter: Filter, options: FindOptions = {}): Promise<T | null> {
    return (await this.find(filter, { ...options, limit: 1 }))[0] ?? null
  }

  async find(filter: Filter, options: FindOptions = {}): Promise<T[]> {
    const { sort, skip = 0, limit = -1, projection } = options
    // Zero means "all" to MongoDB.
    if (limit === 0) return []
    const asked = options.after && sort ? { $and: [filter, afterFilter(sort, options.after)] } : filter
    const wanted = await this.#local(asked, options)
    const found = await this.#run(options, (inSession) => {
      const cursor = this.#stored.find(wanted, { ...inSession, ...(projection ? { projection } : {}) })
      if (sort) cursor.sort(withTieBreak(sort))
      if (limit > 0) cursor.limit(Math.trunc(limit))
      return cursor.skip(Math.trunc(skip)).toArray()
    })
    return found.map((document) => decodeValue(document) as T)
  }

  async findShown(filter: Filter, options: FindOptions, { module, plan }: Shape): Promise<ShownDocuments<T>> {
    const { show } = (await import(module.href)) as { show: Show<T, unknown> }
    const found = await this.find(filter, options)
    return { rows: found.map((document) => JSON.stringify(show(document, plan))), tail: found.slice(-2) }
  }

  async countDocuments(filter: Filter, options: WithSession & { limit?: number } = {}): Promise<number> {
    const { limit } = options
    if (limit === 0) return 0
    const wanted = await this.#local(filter, options)
    return this.#run(options, (inSession) =>
      this.#stored.countDocuments(wanted, { ...inSession, ...(limit === undefined ? {} : { limit }) }),
    )
  }

  async updateOne(
    filter: Filter,
    update: Update,
    options: WithSession & { upsert?: boolean } = {},
  ): Promise<UpdateResult> {
    const result = await this.#runUpsert(options, (inSession) =>
      this.#stored.updateOne(compileFilter(filter), this.#compile(filter, update, options), {
        ...inSession,
        upsert: options.upsert === true,
      }),
    )
    const { matchedCount, modifiedCount, upsertedId } = result
    return { matchedCount, modifiedCount, upsertedId: upsertedId === null ? null : String(upsertedId) }
  }

  async updateMany(filter: Filter, update: Update, options: WithSession = {}): Promise<UpdateResult> {
    const { matchedCount, modifiedCount } = await this.#run(options, (inSession) =>
      this.#stored.updateMany(compileFilter(filter), compileUpdate(update), inSession),
    )
    return { matchedCount, modifiedCount, upsertedId: null }
  }

  async findOneAndUpdate(
    filter: Filter,
    update: Update,
    options: WithSession & { upsert?: boolean } = {},
  ): Promise<T | null> {
    const found = await this.#runUpsert(options, (inSession) =>
      this.#stored.findOneAndUpdate(compileFilter(filter), this.#compile(filter, update, options), {
        ...inSession,
        upsert: options.upsert === true,
        returnDocument: 'after',
      }),
    )
    return found === null ? null : (decodeValue(found) as T)
  }

  async replaceOne(filter: Filter, document: T, options: WithSession = {}): Promise<UpdateResult> {
    const { matchedCount } = await this.#run(options, (inSession) =>
      this.#stored.replaceOne(compileFilter(filter), encodeValue(document) as Stored, inSession),
    )
    return { matchedCount, modifiedCount: matchedCount, upsertedId: null }
  }

  async deleteOne(filter: Filter, options: WithSession = {}): Promise<number> {
    const result = await this.#run(options, (inSession) => this.#stored.deleteOne(compileFilter(filter), inSession))
    return result.deletedCount
  }

  async deleteMany(filter: Filter, options: WithSession = {}): Promise<number> {
    const result = await this.#run(options, (inSession) => this.#stored.deleteMany(compileFilter(filter), inSession))
    return result.deletedCount
  }

  async group(
    filter: Filter,
    groupBy: string[],
    accumulators: Accumulators,
    options: GroupOptions = {},
  ): Promise<Record<string, Value>[]> {
    const pipeline = compileGroup(await this.#local(filter, {}), groupBy, accumulators, options)
    const rows = await this.#run({}, () => this.#stored.aggregate(pipeline).toArray())
    return decodeGroups(rows, groupBy, accumulators)
  }

  async createIndex(paths: Sort, options: IndexOptions = {}): Promise<void> {
    for (const { keys, options: wanted } of toMongoIndexes(paths, options)) {
      try {
        await this.#stored.createIndex(keys, wanted)
      } catch (error) {
        if (isDuplicateKey(error)) throw new DuplicateKey(this.name, Object.keys(paths))
        if (!isOtherOptions(error) || options.expireAfterSeconds === undefined) throw toPortError(error)
        // An earlier release kept the documents for another time.
        await this.#stored.dropIndex(wanted.name)
        await this.#stored.createIndex(keys, wanted)
      }
    }
  }

  /** There is no index for the beginnings of words: each question looks (`compileFilter`). */
  indexWords(_paths: string[]): Promise<void> {
    return Promise.resolve()
  }

  async listIndexes(): Promise<IndexInfo[]> {
    try {
      return readIndexes(await this.#stored.indexes())
    } catch (error) {
      if (isNoNamespace(error)) return []
      throw toPortError(error)
    }
  }

  async dropIndex(name: string): Promise<void> {
    if (!(await this.listIndexes()).some((index) => index.name === name)) return
    for (const part of partsOf(name)) {
      await this.#stored.dropIndex(part).catch((error: unknown) => {
        if (!isNoNamespace(error)) throw toPortError(error)
      })
    }
  }

  async drop(): Promise<void> {
    await this.#stored.drop().catch((error: unknown) => {
      if (!isNoNamespace(error)) throw toPortError(error)
    })
  }

  async #local(filter: Filter, options: WithSession): Promise<MongoFilter> {
    return compileFilter(await lookUpReferences(filter, this.#around.referred, options))
  }

  /** An upsert makes documents with our kind of `_id`, whatever the filter says. */
  #compile(filter: Filter, update: Update, { upsert }: { upsert?: boolean }): ReturnType<typeof compileUpdate> {
    const compiled = compileUpdate(update)
    if (upsert !== true || namesId(filter)) return compiled
    return { ...compiled, $setOnInsert: { ...compiled['$setOnInsert'], _id: newId(16) } }
  }

  /** Of two upserts at once one may be refused by the other's document: then it has something to update. */
  async #runUpsert<R>(
    options: WithSession & { upsert?: boolean },
    operation: (inSession: InSession) => Promise<R>,
  ): Promise<R> {
    try {
      return await this.#run(options, operation)
    } catch (error) {
      if (options.upsert !== true || options.session || !(error instanceof DuplicateKey)) throw error
      return this.#run(options, operation)
    }
  }

  async #run<R>({ session }: WithSession, operation: (inSession: InSession) => Promise<R>): Promise<R> {
    try {
      if (session === undefined) return await this.#explained(operation({}))
      if (!(session instanceof MongoSession)) throw new TypeError('This transaction belongs to another store.')
      return await session.run((driver) => this.#explained(operation({ session: driver })))
    } catch (error) {
      // Inside a transaction the driver must see its own error: it says whether to repeat all of it.
      throw session === undefined ? toPortError(error) : error
    }
  }

  async #explained<R>(answer: Promise<R>): Promise<R> {
    try {
      return await answer
    } catch (error) {
      throw isDuplicateKey(error) ? new DuplicateKey(this.name, await this.#pathsOf(error)) : error
    }
  }

  async #pathsOf(error: Parameters<typeof indexOf>[0]): Promise<string[]> {
    const index = indexOf(error)
    if ('paths' in index) return index.paths
    const named = (await this.#stored.indexes()).find(({ name }) => name === index.name)
    return Object.keys(named?.key ?? { _id: 1 })
  }
}

function withTieBreak(sort: Sort): Sort {
  return '_id' in sort ? sort : { ...sort, _id: Object.values(sort).at(-1) ?? 1 }
}

function namesId(filter: Filter): boolean {
  const { _id: id } = filter
  if (typeof id === 'string') return true
  if (typeof id === 'object' && id !== null && '$eq' in id) return true
  return (filter.$and ?? []).some(namesId)
}
