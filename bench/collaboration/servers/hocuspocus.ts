// T1: stock Hocuspocus with its database extension, as its documentation sets it up. Its SQLite extension needs a native module
// that aborts on this Node; these are its statements on node:sqlite.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

import { Database } from '@hocuspocus/extension-database'
import { Redis } from '@hocuspocus/extension-redis'
import { Server } from '@hocuspocus/server'

const db = new DatabaseSync(join(process.env['DATA_DIR'] ?? '.', 'db.sqlite'), { timeout: 5_000 })
db.exec(`CREATE TABLE IF NOT EXISTS "documents" ("name" varchar(255) NOT NULL, "data" blob NOT NULL, UNIQUE(name))`)
const select = db.prepare('SELECT data FROM "documents" WHERE name = $name ORDER BY rowid DESC')
const upsert = db.prepare(
  'INSERT INTO "documents" ("name", "data") VALUES ($name, $data) ON CONFLICT(name) DO UPDATE SET data = $data',
)

/** Several processes find each other by its Redis extension. */
const redis = process.env['REDIS_URL'] ? redisOf(new URL(process.env['REDIS_URL'])) : null

const server = new Server({
  port: 0,
  address: '127.0.0.1',
  quiet: true,
  stopOnSignals: false,
  extensions: [
    ...(redis === null ? [] : [new Redis(redis)]),
    new Database({
      fetch: async ({ documentName }) => {
        const data = select.get({ name: documentName })?.['data']
        return data instanceof Uint8Array ? data : null
      },
      store: async ({ documentName, state }) => {
        upsert.run({ name: documentName, data: state })
      },
    }),
  ],
})
await server.listen()
process.send?.({ ready: { port: server.address.port } })

// `destroy` stores what is pending, as a stock server does when it is asked to stop.
process.on('SIGTERM', () => void server.destroy().then(() => process.exit(0)))

function redisOf({ hostname, port }: URL): { host: string; port: number } {
  return { host: hostname, port: Number(port) }
}
