// T1b: the stock y-websocket server, in memory.
import { setupWSConnection } from '@y/websocket-server/utils'
import { WebSocketServer } from 'ws'

const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null) process.send?.({ ready: { port: address.port } })
})
server.on('connection', (ws, request) => setupWSConnection(ws, request))

process.on('SIGTERM', () => process.exit(0))
