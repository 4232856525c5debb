import { MongoClient, type MongoClientOptions } from 'mongodb'

/** Without a database in the address. */
const DATABASE = 'axiom'

/** How we talk to MongoDB where the address says nothing else. Times in milliseconds. */
const DEFAULTS: MongoClientOptions = {
  appName: 'axiom',
  // What is answered as done survives the loss of a minority of servers, and nobody reads what may not.
  w: 'majority',
  journal: true,
  readConcernLevel: 'majority',
  retryReads: true,
  retryWrites: true,
  maxPoolSize: 50,
  waitQueueTimeoutMS: 10_000,
  connectTimeoutMS: 5_000,
  serverSelectionTimeoutMS: 5_000,
  // A server that went silent in the middle of an answer.
  socketTimeoutMS: 60_000,
}

/** A client that is connected to a server with transactions; throws with what is wrong and what to do. */
export async function connectMongo(uri: string, overrides: MongoClientOptions = {}) {
  const client = new MongoClient(uri, { ...withoutThoseIn(uri), ...overrides })
  try {
    const database = client.db(databaseOf(uri))
    const hello = await database.command({ hello: 1 })
    if (hello['setName'] === undefined && hello['msg'] !== 'isdbgrid')
      throw new Error(
        'it is a single server without transactions; start mongod with --replSet and run rs.initiate() once.',
      )
    return { client, database }
  } catch (error) {
    await client.close()
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(`MongoDB at ${withoutPassword(uri)} cannot be used: ${reason}`, { cause: error })
  }
}

/** The driver's own default, `test`, is no place for an installation. */
function databaseOf(uri: string): string {
  const name = /^[^/]+:\/\/[^/]+\/([^?]+)/.exec(uri)?.[1]
  return name === undefined ? DATABASE : decodeURIComponent(name)
}

/** Options of the address win; the driver would prefer ours. */
function withoutThoseIn(uri: string): MongoClientOptions {
  const given = new Set([...parametersOf(uri)].map((name) => name.toLowerCase()))
  return Object.fromEntries(Object.entries(DEFAULTS).filter(([name]) => !given.has(name.toLowerCase())))
}

function parametersOf(uri: string): IterableIterator<string> {
  return new URLSearchParams(uri.split('?')[1] ?? '').keys()
}

function withoutPassword(uri: string): string {
  return uri.replace(/\/\/[^@/]*@/, '//').split('?')[0] ?? ''
}
