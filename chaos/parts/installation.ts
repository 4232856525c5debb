import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { openProjectLog, type ProjectLog } from '../../server/src/collaboration/storage/openProjectLog.ts'
import { testDatabase, type TestDatabase } from '../../server/src/platform/db/test/testDatabase.ts'
import { startRedis, type TestRedis } from '../../server/test/startRedis.ts'
import { Nginx } from './nginx.ts'
import { Replica } from './replica.ts'
import { TcpProxy } from './tcpProxy.ts'

export type StoreName = 'sqlite' | 'mongodb'

/** A whole installation of real parts: people → proxy → nginx → replicas → (proxy →) store, with Redis between the replicas. */
export class Installation {
  readonly store: StoreName
  readonly folder: string
  readonly replicas: readonly Replica[]
  readonly nginx: Nginx
  /** In front of nginx: what people connect to. */
  readonly door: TcpProxy
  /** In front of MongoDB; null with SQLite. */
  readonly database: TcpProxy | null
  readonly redis: TestRedis | null
  readonly #testDatabase: TestDatabase | null

  private constructor(parts: Parts) {
    this.store = parts.store
    this.folder = parts.folder
    this.replicas = parts.replicas
    this.nginx = parts.nginx
    this.door = parts.door
    this.database = parts.database
    this.redis = parts.redis
    this.#testDatabase = parts.testDatabase
  }

  static async start(store: StoreName, replicaCount: number): Promise<Installation> {
    const folder = await mkdtemp(join(tmpdir(), `axiom-chaos-${store}-`))
    const mongo = store === 'mongodb' ? testDatabase() : null
    const address = mongo === null ? null : addressOf(mongo.uri)
    const database = address === null ? null : await TcpProxy.open(address)
    const redis = mongo === null ? null : await startRedis()
    const env = {
      JWT_SECRET: randomBytes(24).toString('hex'),
      TRUSTED_PROXIES: 'nginx',
      ...(mongo && database && { MONGODB_URI: throughProxy(mongo.uri, database.port) }),
      ...(redis && { REDIS_URL: redis.url }),
    }
    // Two processes must not share the files of SQLite (docs/deployment.md).
    const count = mongo === null ? 1 : replicaCount
    const names = Array.from({ length: count }, (_, i) => `replica-${i + 1}`)
    const replicas = await Promise.all(names.map((name) => Replica.prepare(name, folder, env)))
    const nginx = await Nginx.start({ upstreams: replicas })
    const door = await TcpProxy.open({ host: '127.0.0.1', port: nginx.port })
    // One after another: the first makes the indexes.
    for (const replica of replicas) await replica.start()
    return new Installation({ store, folder, replicas, nginx, door, database, redis, testDatabase: mongo })
  }

  /** Where people reach it. */
  get url(): string {
    return `http://127.0.0.1:${this.door.port}`
  }

  /** The log itself, past every process and proxy. With SQLite only while the process is down. */
  openLog(): Promise<ProjectLog> {
    const mongoUri = this.#testDatabase?.uri
    const dataDir = join(this.folder, this.replicas[0]?.name ?? '')
    return openProjectLog(mongoUri === undefined ? { dataDir } : { dataDir, mongoUri })
  }

  /** With what it wrote, unless somebody wants to look into it. */
  async close({ keepFolder }: { keepFolder: boolean }): Promise<void> {
    await Promise.all(this.replicas.map((replica) => replica.close()))
    await Promise.all([this.door.close(), this.database?.close(), this.nginx.close(), this.redis?.close()])
    await this.#testDatabase?.drop()
    if (!keepFolder) await rm(this.folder, { recursive: true, force: true })
  }
}

interface Parts {
  store: StoreName
  folder: string
  replicas: readonly Replica[]
  nginx: Nginx
  door: TcpProxy
  database: TcpProxy | null
  redis: TestRedis | null
  testDatabase: TestDatabase | null
}

/** `MONGODB_URI` names one server; the driver must not find others behind the proxy. */
function addressOf(uri: string): { host: string; port: number } {
  const { hostname, port } = new URL(uri)
  return { host: hostname, port: Number(port || 27_017) }
}

function throughProxy(uri: string, port: number): string {
  const url = new URL(uri)
  url.host = `127.0.0.1:${port}`
  url.searchParams.delete('replicaSet')
  url.searchParams.set('directConnection', 'true')
  return url.href
}
