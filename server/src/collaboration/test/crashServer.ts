// A door in a process of its own, to be killed: `node crashServer.ts <dataDir> <port> [patience in ms]` prints its port when ready.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { pino } from 'pino'
import { Registry } from 'prom-client'

import { testStores } from '../../platform/db/test/testDatabase.ts'
import { createCollaboration } from '../index.ts'

const [dataDir = '', port = '0', patience = '5000'] = process.argv.slice(2)
// Where a file may not grow, the write is to fail, as on a full disk, and not the process to end.
process.on('SIGXFSZ', () => undefined)
const collaboration = await createCollaboration({
  ...testStores(dataDir),
  patienceMs: Number(patience),
  metrics: new Registry(),
  log: pino({ level: 'error' }),
  allowedOrigins: [],
  projectExists: async () => true,
  roleOf: async () => 'editor',
  isSessionLive: async () => true,
  verifyToken: async (token) => ({ userId: token, sessionId: token, name: token }),
})
const server = createServer()
server.on('upgrade', (request, socket, head) => collaboration.handleUpgrade(request, socket, head))
server.listen(Number(port), '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`))
