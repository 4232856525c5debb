// json-server as its documentation sets it up: the whole file in memory, written anew with each change.
import { writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import jsonServer from 'json-server'

import { orderOf } from '../orders.ts'

const ROWS = Number(process.env['ROWS'])
const file = join(process.env['DATA_DIR'] ?? '.', 'db.json')
const time = Date.now()
const orders = Array.from({ length: ROWS }, (_, i) => ({
  id: i + 1,
  createdAt: new Date(time + i).toISOString(),
  ...orderOf(i),
}))
writeFileSync(file, JSON.stringify({ orders }))

const app = jsonServer.create()
app.use(jsonServer.defaults({ logger: false }))
app.use(jsonServer.router(file))
const server = app.listen(0, '127.0.0.1', () =>
  process.send?.({ ready: { port: (server.address() as AddressInfo).port } }),
)
process.on('SIGTERM', () => process.exit(0))
