// T0: the limit. Knows rooms (the path) and nothing else; no Yjs, no sign-in, no storage.
import { WebSocketServer, type WebSocket } from 'ws'

const rooms = new Map<string, Set<WebSocket>>()
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false }, () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null) process.send?.({ ready: { port: address.port } })
})

server.on('connection', (ws, request) => {
  const name = request.url ?? '/'
  const room = rooms.get(name) ?? new Set()
  rooms.set(name, room)
  room.add(ws)
  ws.on('message', (data) => {
    for (const peer of room) if (peer !== ws) peer.send(data)
  })
  ws.on('close', () => room.delete(ws))
})

process.on('SIGTERM', () => process.exit(0))
